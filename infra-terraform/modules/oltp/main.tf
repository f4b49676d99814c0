data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

data "aws_ssm_parameter" "ami" {
  count = var.create_instance ? 1 : 0

  name = var.ami_parameter
}

locals {
  account        = data.aws_caller_identity.current.account_id
  region         = data.aws_region.current.region
  count          = var.create_instance ? 1 : 0
  parameter_arns = "arn:${data.aws_partition.current.partition}:ssm:${local.region}:${local.account}:parameter/${var.name}/shop"

  # By name, since some clients check no certificate for an address. Without the instance's certificate it leads nowhere: README.md.
  url_form = one([for eip in aws_eip.shop : "postgres://shop:%s@${eip.public_dns}:5432/shop?sslmode=verify-full"])
  own_url  = local.url_form == null ? null : format(local.url_form, ephemeral.random_password.shop.result)
}

# ---------------------------------------------------------------------------------------------------------------------
# The address of the shop's database, ours or one that exists, in SSM alone
# ---------------------------------------------------------------------------------------------------------------------

# Letters and digits only: it stands in a URL. 40 of 62 are 238 bits.
ephemeral "random_password" "shop" {
  length  = 40
  special = false
}

resource "aws_ssm_parameter" "database_url" {
  name             = "/${var.name}/shop/database-url"
  description      = "URL of the shop's own database"
  type             = "SecureString"
  value_wo         = var.create_instance ? local.own_url : var.existing_database_url
  value_wo_version = var.database_url_version
  tags             = var.tags
}

resource "aws_ssm_parameter" "certificate" {
  count = local.count

  name        = "/${var.name}/shop/ca"
  description = "Certificate of the shop's PostgreSQL, written by the instance"
  type        = "String"
  value       = "none yet"
  tags        = var.tags

  lifecycle {
    # The instance makes its own key, so that no private key passes through Terraform, and writes the certificate here.
    ignore_changes = [value]
  }
}

resource "aws_ssm_parameter" "existing_certificate" {
  count = !var.create_instance && var.existing_database_ca != null ? 1 : 0

  name        = "/${var.name}/shop/existing-ca"
  description = "Certificate of the authority that vouches for the shop's database"
  type        = "String"
  tier        = "Intelligent-Tiering" # several certificates may be more than the 4 KiB of the free tier
  value       = var.existing_database_ca
  tags        = var.tags
}

# ---------------------------------------------------------------------------------------------------------------------
# Who may reach it: the addresses that are named, and nobody else
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_security_group" "shop" {
  count = local.count

  name        = "${var.name}-shop-database"
  description = "The shop's own PostgreSQL"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-shop-database" })
}

resource "aws_vpc_security_group_ingress_rule" "postgresql" {
  for_each = var.create_instance ? var.allowed_cidrs : {}

  security_group_id = aws_security_group.shop[0].id
  description       = "PostgreSQL from ${each.key}"
  cidr_ipv4         = strcontains(each.value, ":") ? null : each.value
  cidr_ipv6         = strcontains(each.value, ":") ? each.value : null
  ip_protocol       = "tcp"
  from_port         = 5432
  to_port           = 5432
  tags              = var.tags
}

# Debian's packages and SSM: both by TLS.
resource "aws_vpc_security_group_egress_rule" "https" {
  count = local.count

  security_group_id = aws_security_group.shop[0].id
  description       = "Debian's packages, S3 and SSM"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  tags              = var.tags
}

# ---------------------------------------------------------------------------------------------------------------------
# What the instance may do: read its password, publish its certificate, be reached by Session Manager
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_iam_role" "instance" {
  count = local.count

  name        = "${var.name}-shop-database"
  description = "The shop's PostgreSQL"
  tags        = var.tags
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ec2.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_instance_profile" "instance" {
  count = local.count

  name = "${var.name}-shop-database"
  role = aws_iam_role.instance[0].name
  tags = var.tags
}

resource "aws_iam_role_policy" "instance" {
  count = local.count

  name = "instance"
  role = aws_iam_role.instance[0].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ReadItsPassword"
        Effect   = "Allow"
        Action   = ["ssm:GetParameter"]
        Resource = ["${local.parameter_arns}/database-url"]
      },
      {
        Sid      = "PublishItsCertificate"
        Effect   = "Allow"
        Action   = ["ssm:PutParameter"]
        Resource = ["${local.parameter_arns}/ca"]
      },
      {
        Sid    = "BeReachedBySystemsManager"
        Effect = "Allow"
        Action = [
          "ssm:UpdateInstanceInformation",
          "ssmmessages:CreateControlChannel",
          "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel",
          "ssmmessages:OpenDataChannel",
        ]
        Resource = ["*"]
      },
    ]
  })
}

# ---------------------------------------------------------------------------------------------------------------------
# The instance, with address and data volume apart from it, so that both outlive it
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_ebs_volume" "data" {
  count = local.count

  availability_zone = var.availability_zone
  type              = "gp3"
  size              = var.volume_gib
  encrypted         = true
  final_snapshot    = true
  # The warehouse's policy takes its daily snapshots by this tag.
  tags = merge(var.tags, { Name = "${var.name}-shop-data", FootfallSnapshots = var.name })
}

resource "aws_volume_attachment" "data" {
  count = local.count

  device_name                    = "/dev/sdf"
  volume_id                      = aws_ebs_volume.data[0].id
  instance_id                    = aws_instance.shop[0].id
  stop_instance_before_detaching = true
}

resource "aws_network_interface" "shop" {
  count = local.count

  description     = "The shop's database"
  subnet_id       = var.public_subnet_id
  security_groups = [aws_security_group.shop[0].id]
  tags            = merge(var.tags, { Name = "${var.name}-shop-database" })
}

resource "aws_eip" "shop" {
  count = local.count

  domain            = "vpc"
  network_interface = aws_network_interface.shop[0].id
  tags              = merge(var.tags, { Name = "${var.name}-shop-database" })
}

resource "aws_instance" "shop" {
  count = local.count

  ami                     = coalesce(var.ami_id, nonsensitive(data.aws_ssm_parameter.ami[0].value))
  instance_type           = var.instance_type
  iam_instance_profile    = aws_iam_instance_profile.instance[0].name
  disable_api_termination = !var.allow_destroy
  tags                    = merge(var.tags, { Name = "${var.name}-shop-database" })

  user_data = templatefile("${path.module}/bootstrap.sh", {
    region   = local.region
    volume   = aws_ebs_volume.data[0].id
    address  = aws_eip.shop[0].public_ip
    host     = aws_eip.shop[0].public_dns
    url      = aws_ssm_parameter.database_url.name
    ca       = aws_ssm_parameter.certificate[0].name
    networks = join(" ", values(var.allowed_cidrs))
  })

  primary_network_interface {
    network_interface_id = aws_network_interface.shop[0].id
  }

  root_block_device {
    volume_type = "gp3"
    volume_size = 8
    encrypted   = true
    tags        = merge(var.tags, { Name = "${var.name}-shop-root" })
  }

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
    instance_metadata_tags      = "disabled"
  }

  maintenance_options {
    auto_recovery = "default"
  }

  credit_specification {
    cpu_credits = "standard"
  }

  lifecycle {
    # A new image, or another list of addresses, must not restart the shop's database by surprise. The bootstrap runs at the
    # first start; `terraform apply -replace` takes the new ones.
    ignore_changes = [ami, user_data]
  }

  depends_on = [
    aws_iam_role_policy.instance,
    aws_vpc_security_group_egress_rule.https,
  ]
}
