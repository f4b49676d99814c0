data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

data "aws_ssm_parameter" "ami" {
  name = var.ami_parameter
}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.region
  roles     = toset(["owner", "etl", "dash"])

  # Spelt out, so that policies do not wait for the parameters that they are about.
  parameter_arns = "arn:${local.partition}:ssm:${local.region}:${local.account}:parameter/${var.name}"
}

# ---------------------------------------------------------------------------------------------------------------------
# The data volume: apart from the root and from the instance's life
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_ebs_volume" "data" {
  availability_zone = var.availability_zone
  type              = "gp3"
  size              = var.volume_gib
  encrypted         = true
  # AWS tells it back, so the apply after a restore may leave it out.
  snapshot_id = var.snapshot_id
  # Whoever destroys it gets a last snapshot, which is removed by hand.
  final_snapshot = true
  tags           = merge(var.tags, { Name = "${var.name}-warehouse-data", FootfallSnapshots = var.name })
}

resource "aws_volume_attachment" "data" {
  device_name = "/dev/sdf"
  volume_id   = aws_ebs_volume.data.id
  instance_id = aws_instance.warehouse.id
  # PostgreSQL is shut down and the file system unmounted before the volume goes to a new instance.
  stop_instance_before_detaching = true
}

# ---------------------------------------------------------------------------------------------------------------------
# The instance. Its network interface is apart, so that the address stays when the instance is replaced
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_network_interface" "warehouse" {
  description     = "The warehouse's address"
  subnet_id       = var.private_subnet_id
  security_groups = [aws_security_group.warehouse.id]
  tags            = merge(var.tags, { Name = "${var.name}-warehouse" })
}

resource "aws_instance" "warehouse" {
  ami                     = coalesce(var.ami_id, nonsensitive(data.aws_ssm_parameter.ami.value))
  instance_type           = var.instance_type
  iam_instance_profile    = aws_iam_instance_profile.instance.name
  disable_api_termination = !var.allow_destroy
  user_data               = var.user_data
  # The loader runs at the first start alone; what changes later comes by the update document.
  user_data_replace_on_change = false
  tags                        = merge(var.tags, { Name = "${var.name}-warehouse" })

  primary_network_interface {
    network_interface_id = aws_network_interface.warehouse.id
  }

  root_block_device {
    volume_type = "gp3"
    volume_size = 12
    encrypted   = true
    tags        = merge(var.tags, { Name = "${var.name}-warehouse-root" })
  }

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
    instance_metadata_tags      = "disabled"
  }

  # EC2 moves it to another host with disks and addresses when the host fails.
  maintenance_options {
    auto_recovery = "default"
  }

  # Without it a busy hour would be billed by the credit: the bill is bounded, and a long load is slower instead.
  credit_specification {
    cpu_credits = "standard"
  }

  lifecycle {
    # A new image comes out every few weeks and must not replace a running warehouse by surprise.
    # `terraform apply -replace` takes it: docs/operate.md.
    ignore_changes = [ami, user_data]
  }

  # What the loader needs at the first start.
  depends_on = [
    aws_iam_role_policy.agent,
    aws_iam_role_policy.parameters,
    aws_iam_role_policy.storage,
    aws_ssm_parameter.bundle,
    aws_ssm_parameter.certificate,
    aws_ssm_parameter.password,
    aws_ssm_parameter.settings,
    aws_vpc_security_group_egress_rule.s3,
    aws_vpc_security_group_egress_rule.ssm,
  ]
}
