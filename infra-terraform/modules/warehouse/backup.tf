# Backups: a bucket for pg_dump and logs, and a snapshot each day of the volumes that carry the tag: this one and the shop's

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
