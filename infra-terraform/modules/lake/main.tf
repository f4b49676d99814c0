# Three private buckets, apart because they are read by different parties: the clickstream alone, what is installed, and logs.

data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

data "aws_partition" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  region     = data.aws_region.current.region
  partition  = data.aws_partition.current.partition

  buckets = {
    raw       = aws_s3_bucket.raw
    artefacts = aws_s3_bucket.artefacts
    logs      = aws_s3_bucket.logs
  }
}

# --- The buckets ------------------------------------------------------------------------------------------------------------

resource "aws_s3_bucket" "raw" {
  bucket        = "${var.name}-raw-${local.account_id}-${local.region}"
  force_destroy = var.allow_destroy

  tags = merge(var.tags, { Data = "clickstream" })
}

resource "aws_s3_bucket" "artefacts" {
  bucket        = "${var.name}-artefacts-${local.account_id}-${local.region}"
  force_destroy = var.allow_destroy

  tags = merge(var.tags, { Data = "artefacts" })
}

resource "aws_s3_bucket" "logs" {
  bucket        = "${var.name}-logs-${local.account_id}-${local.region}"
  force_destroy = var.allow_destroy

  tags = merge(var.tags, { Data = "logs" })
}

# --- What holds for each of them: private, encrypted, TLS only, versions kept -------------------------------------------------

resource "aws_s3_bucket_public_access_block" "this" {
  for_each = local.buckets

  bucket                  = each.value.bucket
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  for_each = local.buckets

  bucket = each.value.bucket

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = local.buckets

  bucket = each.value.bucket

  # S3's own key: one of ours would cost for each small object, and protect from nobody who may read the bucket.
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_versioning" "this" {
  for_each = local.buckets

  bucket = each.value.bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_policy" "this" {
  for_each = local.buckets

  bucket = each.value.bucket

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid       = "TlsOnly"
          Effect    = "Deny"
          Principal = "*"
          Action    = "s3:*"
          Resource  = [each.value.arn, "${each.value.arn}/*"]
          Condition = { Bool = { "aws:SecureTransport" = "false" } }
        },
        {
          Sid       = "ModernTlsOnly"
          Effect    = "Deny"
          Principal = "*"
          Action    = "s3:*"
          Resource  = [each.value.arn, "${each.value.arn}/*"]
          Condition = { NumericLessThan = { "s3:TlsVersion" = "1.2" } }
        },
      ],
      [for statement in local.log_delivery : statement if each.key == "logs"],
    )
  })

  depends_on = [aws_s3_bucket_public_access_block.this]
}

# Flow logs come by AWS's delivery service, for our account only.
locals {
  log_delivery = [
    {
      Sid       = "FlowLogs"
      Effect    = "Allow"
      Principal = { Service = "delivery.logs.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = "${aws_s3_bucket.logs.arn}/flow/*"
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account_id }
        ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:logs:${local.region}:${local.account_id}:*" }
      }
    },
    {
      Sid       = "FlowLogsCheck"
      Effect    = "Allow"
      Principal = { Service = "delivery.logs.amazonaws.com" }
      Action    = ["s3:GetBucketAcl", "s3:ListBucket"]
      Resource  = aws_s3_bucket.logs.arn
      Condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }
    },
  ]
}

# --- How long things are kept -----------------------------------------------------------------------------------------------

resource "aws_s3_bucket_lifecycle_configuration" "raw" {
  bucket = aws_s3_bucket.raw.bucket

  # Both classes answer at once, so that ETL, compaction and rebuild read them without restoring. A rebuild must never fail
  # because the lake has grown old, which Glacier Flexible Retrieval and Deep Archive would make it do.
  rule {
    id     = "events-to-cheaper-classes"
    status = "Enabled"

    filter {
      prefix = "events/"
    }

    transition {
      days          = var.infrequent_access_after_days
      storage_class = "STANDARD_IA"
    }

    transition {
      days          = var.glacier_after_days
      storage_class = "GLACIER_IR"
    }
  }

  rule {
    id     = "rejected-expire"
    status = "Enabled"

    filter {
      prefix = "rejected/"
    }

    expiration {
      days = var.rejected_expire_after_days
    }
  }

  # Erasing a person and compacting put objects in the place of others: until then the old content is still there.
  rule {
    id     = "old-versions-expire"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = var.old_versions_expire_after_days
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_lifecycle_configuration" "artefacts" {
  bucket = aws_s3_bucket.artefacts.bucket

  rule {
    id     = "old-versions-expire"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 90
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_lifecycle_configuration" "logs" {
  bucket = aws_s3_bucket.logs.bucket

  rule {
    id     = "logs-expire"
    status = "Enabled"

    filter {}

    expiration {
      days = var.logs_expire_after_days
    }

    noncurrent_version_expiration {
      noncurrent_days = 1
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}
