# Questions straight to the lake, for those who need more than the warehouse keeps: one table over the objects as they lie, and a
# limit to what a question may read.

data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

locals {
  database = replace(var.name, "-", "_")

  # Named in the wire's spelling; Glue's columns are in lower case.
  columns = jsondecode(file("${var.sql_folder}/columns.json"))

  # Views for Athena, in the order in which they build on each other.
  queries = { for file in fileset(var.sql_folder, "[1-9]*.sql") : trimsuffix(file, ".sql") => file("${var.sql_folder}/${file}") }
}

# --- What questions answer with: private, and gone after a week ------------------------------------------------------------------

resource "aws_s3_bucket" "results" {
  bucket        = "${var.name}-athena-${data.aws_caller_identity.current.account_id}-${data.aws_region.current.region}"
  force_destroy = true # answers can be asked for again

  tags = merge(var.tags, { Data = "analytics" })
}

resource "aws_s3_bucket_public_access_block" "results" {
  bucket                  = aws_s3_bucket.results.bucket
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "results" {
  bucket = aws_s3_bucket.results.bucket

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_policy" "results" {
  bucket = aws_s3_bucket.results.bucket

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.results.arn, "${aws_s3_bucket.results.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })

  depends_on = [aws_s3_bucket_public_access_block.results]
}

resource "aws_s3_bucket_lifecycle_configuration" "results" {
  bucket = aws_s3_bucket.results.bucket

  rule {
    id     = "answers-expire"
    status = "Enabled"

    filter {}

    expiration {
      days = 7
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}

# --- The table: hours of the lake as partitions, worked out from their folders' names, so that no crawler is needed ---------------

resource "aws_glue_catalog_database" "this" {
  name        = local.database
  description = "Footfall's lake"
  tags        = var.tags
}

resource "aws_glue_catalog_table" "events" {
  database_name = aws_glue_catalog_database.this.name
  name          = "events"
  description   = "Events as they were sent, one a line; sent twice, an event is here twice: count distinct eventid"
  table_type    = "EXTERNAL_TABLE"

  parameters = {
    EXTERNAL                        = "TRUE"
    classification                  = "json"
    compressionType                 = "gzip"
    "projection.enabled"            = "true"
    "projection.hour.type"          = "date"
    "projection.hour.format"        = "yyyy/MM/dd/HH"
    "projection.hour.range"         = "${var.first_day}/00,NOW"
    "projection.hour.interval"      = "1"
    "projection.hour.interval.unit" = "HOURS"
    "storage.location.template"     = "s3://${var.raw_bucket_name}/events/$${hour}/"
  }

  partition_keys {
    name    = "hour"
    type    = "string"
    comment = "UTC hour of receipt, as 2026/11/22/15: name it in each question, since it bounds what is read"
  }

  storage_descriptor {
    location      = "s3://${var.raw_bucket_name}/events/"
    input_format  = "org.apache.hadoop.mapred.TextInputFormat"
    output_format = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"

    ser_de_info {
      serialization_library = "org.openx.data.jsonserde.JsonSerDe"
      parameters = {
        "ignore.malformed.json" = "true" # a damaged line must not stop a question
        "case.insensitive"      = "true"
      }
    }

    dynamic "columns" {
      for_each = local.columns

      content {
        name = lower(columns.key)
        type = columns.value
      }
    }
  }
}

# --- Who asks: by one workgroup, which cannot be left and cuts off what reads too much ---------------------------------------------

resource "aws_athena_workgroup" "this" {
  name          = var.name
  description   = "Questions to Footfall's lake"
  force_destroy = true

  configuration {
    enforce_workgroup_configuration    = true
    publish_cloudwatch_metrics_enabled = true
    bytes_scanned_cutoff_per_query     = var.scan_limit_bytes

    result_configuration {
      output_location = "s3://${aws_s3_bucket.results.bucket}/"

      encryption_configuration {
        encryption_option = "SSE_S3"
      }
    }
  }

  tags = var.tags
}

resource "aws_athena_named_query" "this" {
  for_each = local.queries

  name        = "${var.name} ${each.key}"
  description = trimprefix(split("\n", each.value)[0], "-- ")
  workgroup   = aws_athena_workgroup.this.name
  database    = aws_glue_catalog_database.this.name
  query       = each.value
}
