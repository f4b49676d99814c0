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
# Who may speak with it: the ETL to 5432; it to S3 and SSM, and to nothing else
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_security_group" "warehouse" {
  name        = "${var.name}-warehouse"
  description = "The warehouse: PostgreSQL for the ETL, S3 and SSM for itself"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-warehouse" })
}

resource "aws_vpc_security_group_ingress_rule" "postgresql_from_etl" {
  security_group_id            = aws_security_group.warehouse.id
  description                  = "PostgreSQL from the ETL's function"
  referenced_security_group_id = var.etl_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  tags                         = var.tags
}

resource "aws_vpc_security_group_egress_rule" "s3" {
  security_group_id = aws_security_group.warehouse.id
  description       = "S3 by the gateway endpoint"
  prefix_list_id    = var.s3_prefix_list_id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  tags              = var.tags
}

resource "aws_vpc_security_group_egress_rule" "ssm" {
  security_group_id            = aws_security_group.warehouse.id
  description                  = "SSM by the interface endpoints"
  referenced_security_group_id = var.endpoints_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  tags                         = var.tags
}

# ---------------------------------------------------------------------------------------------------------------------
# Passwords: made here, kept in SSM alone. Ephemeral values and write-only arguments reach neither plan nor state
# ---------------------------------------------------------------------------------------------------------------------

# Letters and digits only: they stand in URLs and configuration files. 40 of 62 are 238 bits.
ephemeral "random_password" "role" {
  for_each = local.roles

  length  = 40
  special = false
}

resource "aws_ssm_parameter" "password" {
  for_each = local.roles

  name             = "/${var.name}/warehouse/password/${each.key}"
  description      = "Password of the warehouse's role footfall_${each.key}"
  type             = "SecureString"
  value_wo         = ephemeral.random_password.role[each.key].result
  value_wo_version = var.password_version
  tags             = var.tags
}

# ---------------------------------------------------------------------------------------------------------------------
# What the bootstrap reads, and the certificate that it gives back
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_ssm_parameter" "bundle" {
  name        = "/${var.name}/instance/bundle"
  description = "Version and SHA-256 of the bundle that the instance runs"
  type        = "String"
  value       = var.bundle
  tags        = var.tags
}

resource "aws_ssm_parameter" "settings" {
  name        = "/${var.name}/instance/settings"
  description = "Settings of the instance's bootstrap, as JSON"
  type        = "String"
  value = jsonencode({
    database       = var.database
    rawBucket      = var.raw_bucket_name
    backupBucket   = aws_s3_bucket.backup.bucket
    dataVolume     = aws_ebs_volume.data.id
    clientNetworks = var.client_networks
    timeZone       = var.time_zone
    weekStart      = tostring(var.week_start)
  })
  tags = var.tags
}

resource "aws_ssm_parameter" "certificate" {
  name        = "/${var.name}/warehouse/ca"
  description = "Certificate of the authority that vouches for the warehouse, written by the instance"
  type        = "String"
  value       = "none yet"
  tags        = var.tags

  lifecycle {
    # The instance makes its own authority, so that no private key passes through Terraform, and writes the certificate here.
    ignore_changes = [value]
  }
}

# ---------------------------------------------------------------------------------------------------------------------
# Backups: a bucket for pg_dump and logs, and a snapshot each day of the volumes that carry the tag: this one and the shop's
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_s3_bucket" "backup" {
  bucket        = "${var.name}-backup-${local.account}-${local.region}"
  force_destroy = var.allow_destroy
  tags          = var.tags
}

resource "aws_s3_bucket_public_access_block" "backup" {
  bucket                  = aws_s3_bucket.backup.bucket
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "backup" {
  bucket = aws_s3_bucket.backup.bucket

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

# With versions an instance in wrong hands can write over a dump, but not take the old one away.
resource "aws_s3_bucket_versioning" "backup" {
  bucket = aws_s3_bucket.backup.bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "backup" {
  bucket = aws_s3_bucket.backup.bucket

  rule {
    id     = "dumps"
    status = "Enabled"
    filter {
      prefix = "dumps/"
    }
    expiration {
      days = var.dump_days
    }
    noncurrent_version_expiration {
      noncurrent_days = 7
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }

  rule {
    id     = "logs"
    status = "Enabled"
    filter {
      prefix = "logs/"
    }
    expiration {
      days = 90
    }
    noncurrent_version_expiration {
      noncurrent_days = 7
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }

  # S3 takes rules for a bucket with versions only after it knows of them.
  depends_on = [aws_s3_bucket_versioning.backup]
}

resource "aws_s3_bucket_policy" "backup" {
  bucket = aws_s3_bucket.backup.bucket
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.backup.arn, "${aws_s3_bucket.backup.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })

  depends_on = [aws_s3_bucket_public_access_block.backup]
}

resource "aws_iam_role" "snapshots" {
  name        = "${var.name}-snapshots"
  description = "Takes the daily snapshots of the warehouse's data volume"
  tags        = var.tags
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "dlm.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_iam_role_policy" "snapshots" {
  name = "snapshots"
  role = aws_iam_role.snapshots.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "TakeSnapshotsOfTaggedVolumes"
        Effect    = "Allow"
        Action    = ["ec2:CreateSnapshot"]
        Resource  = ["arn:${local.partition}:ec2:${local.region}:${local.account}:volume/*"]
        Condition = { StringEquals = { "aws:ResourceTag/FootfallSnapshots" = var.name } }
      },
      {
        Sid      = "MakeSnapshots"
        Effect   = "Allow"
        Action   = ["ec2:CreateSnapshot"]
        Resource = ["arn:${local.partition}:ec2:${local.region}::snapshot/*"]
      },
      {
        Sid       = "TagThemWhenMade"
        Effect    = "Allow"
        Action    = ["ec2:CreateTags"]
        Resource  = ["arn:${local.partition}:ec2:${local.region}::snapshot/*"]
        Condition = { StringEquals = { "ec2:CreateAction" = "CreateSnapshot" } }
      },
      {
        Sid       = "RemoveOldOnesOfItsOwn"
        Effect    = "Allow"
        Action    = ["ec2:DeleteSnapshot"]
        Resource  = ["arn:${local.partition}:ec2:${local.region}::snapshot/*"]
        Condition = { StringEquals = { "aws:ResourceTag/FootfallSnapshots" = var.name } }
      },
      {
        Sid      = "FindVolumeAndSnapshots"
        Effect   = "Allow"
        Action   = ["ec2:DescribeInstances", "ec2:DescribeSnapshots", "ec2:DescribeVolumes"]
        Resource = ["*"]
      },
    ]
  })
}

resource "aws_dlm_lifecycle_policy" "daily" {
  description        = "Daily snapshots of the data volume of ${var.name}"
  execution_role_arn = aws_iam_role.snapshots.arn
  state              = "ENABLED"
  tags               = var.tags

  policy_details {
    resource_types = ["VOLUME"]
    target_tags    = { FootfallSnapshots = var.name }

    schedule {
      name      = "daily"
      copy_tags = true

      create_rule {
        interval      = 24
        interval_unit = "HOURS"
        # When few shop: the hourly load at minute 5 is over by then.
        times = ["02:40"]
      }

      retain_rule {
        count = var.snapshots_kept
      }
    }
  }
}

# ---------------------------------------------------------------------------------------------------------------------
# What the instance may do: no more than its bootstrap, its agent and its backups need
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_iam_role" "instance" {
  name        = "${var.name}-warehouse"
  description = "The warehouse's instance"
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
  name = "${var.name}-warehouse"
  role = aws_iam_role.instance.name
  tags = var.tags
}

# Not the managed policy AmazonSSMManagedInstanceCore: that one reads every parameter of the account.
resource "aws_iam_role_policy" "agent" {
  name = "agent"
  role = aws_iam_role.instance.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid    = "BeReachedBySystemsManager"
      Effect = "Allow"
      Action = [
        "ec2messages:AcknowledgeMessage",
        "ec2messages:DeleteMessage",
        "ec2messages:FailMessage",
        "ec2messages:GetEndpoint",
        "ec2messages:GetMessages",
        "ec2messages:SendReply",
        "ssm:DescribeDocument",
        "ssm:GetDocument",
        "ssm:ListAssociations",
        "ssm:ListInstanceAssociations",
        "ssm:PutInventory",
        "ssm:UpdateAssociationStatus",
        "ssm:UpdateInstanceAssociationStatus",
        "ssm:UpdateInstanceInformation",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
      ]
      Resource = ["*"]
    }]
  })
}

resource "aws_iam_role_policy" "parameters" {
  name = "parameters"
  role = aws_iam_role.instance.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "ReadSettingsAndPasswords"
        Effect = "Allow"
        Action = ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"]
        Resource = [
          "${local.parameter_arns}/instance",
          "${local.parameter_arns}/instance/*",
          "${local.parameter_arns}/warehouse",
          "${local.parameter_arns}/warehouse/*",
        ]
      },
      {
        Sid      = "PublishItsCertificate"
        Effect   = "Allow"
        Action   = ["ssm:PutParameter"]
        Resource = ["${local.parameter_arns}/warehouse/ca"]
      },
    ]
  })
}

resource "aws_iam_role_policy" "storage" {
  name = "storage"
  role = aws_iam_role.instance.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "FetchTheBundle"
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = ["${var.artefact_bucket_arn}/instance/*"]
      },
      {
        Sid      = "WriteDumpsAndLogs"
        Effect   = "Allow"
        Action   = ["s3:AbortMultipartUpload", "s3:PutObject"]
        Resource = ["${aws_s3_bucket.backup.arn}/dumps/*", "${aws_s3_bucket.backup.arn}/logs/*"]
      },
      {
        Sid      = "ReadDumpsToRestore"
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = ["${aws_s3_bucket.backup.arn}/dumps/*"]
      },
      {
        Sid       = "ListDumps"
        Effect    = "Allow"
        Action    = ["s3:ListBucket"]
        Resource  = [aws_s3_bucket.backup.arn]
        Condition = { StringLike = { "s3:prefix" = ["dumps/*"] } }
      },
      {
        Sid      = "ReadTheLakeForARebuild"
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:ListBucket"]
        Resource = [var.raw_bucket_arn, "${var.raw_bucket_arn}/*"]
      },
      {
        # The bucket's versions keep what was there for the days that the lake's lifecycle says.
        Sid    = "ErasePeopleFromTheLake"
        Effect = "Allow"
        Action = ["s3:DeleteObject", "s3:PutObject"]
        Resource = [
          "${var.raw_bucket_arn}/erasures/*",
          "${var.raw_bucket_arn}/events/*",
          "${var.raw_bucket_arn}/manifests/*",
          "${var.raw_bucket_arn}/rejected/*",
        ]
      },
      {
        Sid      = "WriteLogsOfShellSessions"
        Effect   = "Allow"
        Action   = ["s3:PutObject"]
        Resource = ["${var.log_bucket_arn}/sessions/*"]
      },
      {
        Sid      = "SeeThatTheyAreEncrypted"
        Effect   = "Allow"
        Action   = ["s3:GetEncryptionConfiguration"]
        Resource = [var.log_bucket_arn]
      },
    ]
  })
}

# ---------------------------------------------------------------------------------------------------------------------
# The data volume: apart from the root and from the instance's life
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_ebs_volume" "data" {
  availability_zone = var.availability_zone
  type              = "gp3"
  size              = var.volume_gib
  encrypted         = true
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

# ---------------------------------------------------------------------------------------------------------------------
# What is run on it: update, backup, restore, rebuild, health
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_ssm_document" "command" {
  for_each = var.documents

  name            = "${var.name}-${each.key}"
  document_type   = "Command"
  document_format = "JSON"
  target_type     = "/AWS::EC2::Instance"
  content         = each.value
  tags            = var.tags
}
