data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

# The addresses from which CloudFront asks the HTTP API: what they say about the shopper's address is believed.
data "aws_ip_ranges" "cloudfront" {
  count = var.first_party ? 1 : 0

  services = ["cloudfront_origin_facing"]
}

locals {
  account = data.aws_caller_identity.current.account_id
  region  = data.aws_region.current.region

  # Names of parameters begin with a slash.
  parameter_arns = "arn:${data.aws_partition.current.partition}:ssm:${local.region}:${local.account}:parameter"

  cdn_domain    = var.cdn_domain == null ? aws_cloudfront_distribution.cdn.domain_name : var.cdn_domain.name
  shop_url      = "https://${var.branch}.${aws_amplify_app.shop.default_domain}"
  origin        = coalesce(var.origin, local.shop_url)
  collector_url = var.first_party ? "https://${local.cdn_domain}/clickstream" : var.collector_url

  # AWS's managed policies have the same ids in every account.
  caching_optimized                = "658327ea-f89d-4fab-a63d-7e88639e58f6"
  caching_disabled                 = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
  all_viewer_except_host_header    = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
  cors_and_security_headers_policy = "e61eb60c-9c35-4d20-a928-2b84e02af89c"

  # What the shop reads and nobody else may: the build fetches it from SSM, so that neither the state nor Amplify's console has it.
  secret_parameters = {
    for name, parameter in {
      SHOP_DATABASE_URL   = var.database_url_parameter_name
      SHOP_DATABASE_CA    = var.database_ca_parameter_name
      FOOTFALL_SERVER_KEY = var.server_key_parameter_name
    } : "${name}_PARAMETER" => parameter if parameter != null
  }

  # Next.js reads .env.production when the server runs; Amplify gives its variables to the build alone.
  build_spec = yamlencode({
    version = 1
    applications = [{
      appRoot = var.app_root
      frontend = {
        phases = {
          preBuild = { commands = [
            "cd \"$CODEBUILD_SRC_DIR\" && npm ci && npm run build -w @footfall/contract -w @footfall/sdk",
          ] }
          build = { commands = [
            "cd \"$CODEBUILD_SRC_DIR/${var.app_root}\"",
            "node write-env.mjs",
            "npm run build",
          ] }
        }
        artifacts = { baseDirectory = ".next", files = ["**/*"] }
      }
    }]
  })
}

# ---------------------------------------------------------------------------------------------------------------------
# The shop on Amplify
# ---------------------------------------------------------------------------------------------------------------------

# No token stands here: the provider has no write-only argument for it, so it would stay in the state. README.md says how an app
# that needs one is made.
resource "aws_amplify_app" "shop" {
  name                 = "${var.name}-shop"
  description          = "The shop"
  platform             = "WEB_COMPUTE"
  repository           = var.repository
  iam_service_role_arn = aws_iam_role.build.arn
  build_spec           = coalesce(var.build_spec, local.build_spec)
  tags                 = var.tags
}

# The settings stand at the branch and not at the app: they hold addresses that are made from the app's own domain.
resource "aws_amplify_branch" "shop" {
  app_id            = aws_amplify_app.shop.id
  branch_name       = var.branch
  framework         = "Next.js - SSR"
  stage             = "PRODUCTION"
  enable_auto_build = true
  tags              = var.tags

  environment_variables = merge(
    var.environment,
    local.secret_parameters,
    {
      AMPLIFY_MONOREPO_APP_ROOT = var.app_root
      FOOTFALL_ENDPOINT         = local.collector_url
      SHOP_ORIGIN               = local.origin
    },
    var.sign_in == null ? {} : {
      OIDC_ISSUER    = var.sign_in.issuer
      OIDC_CLIENT_ID = var.sign_in.client_id
    },
  )
}

# Named as Amplify names it, and made first, so that it has an end.
resource "aws_cloudwatch_log_group" "shop" {
  name              = "/aws/amplify/${aws_amplify_app.shop.id}"
  retention_in_days = var.log_days
  tags              = var.tags
}

resource "aws_iam_role" "build" {
  name        = "${var.name}-shop-build"
  description = "Amplify's builds of the shop and their logs"
  tags        = var.tags
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "amplify.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_iam_role_policy" "build" {
  name = "build"
  role = aws_iam_role.build.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ReadTheShopsSecrets"
        Effect   = "Allow"
        Action   = ["ssm:GetParameter"]
        Resource = [for parameter in values(local.secret_parameters) : "${local.parameter_arns}${parameter}"]
      },
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.shop.arn}:*"]
      },
      {
        Sid      = "FindLogGroups"
        Effect   = "Allow"
        Action   = ["logs:DescribeLogGroups"]
        Resource = ["*"]
      },
    ]
  })
}

# ---------------------------------------------------------------------------------------------------------------------
# Pictures and the tracker's file: a bucket that nobody but CloudFront reads. No event ever lies in it
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_s3_bucket" "media" {
  bucket        = "${var.name}-media-${local.account}-${local.region}"
  force_destroy = var.allow_destroy
  tags          = merge(var.tags, { Data = "public" })
}

resource "aws_s3_bucket_public_access_block" "media" {
  bucket                  = aws_s3_bucket.media.bucket
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "media" {
  bucket = aws_s3_bucket.media.bucket

  rule {
    # CloudFront reads SSE-S3 without a right to any key.
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_versioning" "media" {
  bucket = aws_s3_bucket.media.bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "media" {
  bucket = aws_s3_bucket.media.bucket

  rule {
    id     = "old versions"
    status = "Enabled"
    filter {}
    noncurrent_version_expiration {
      noncurrent_days = 30
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }

  depends_on = [aws_s3_bucket_versioning.media]
}

resource "aws_s3_bucket_policy" "media" {
  bucket = aws_s3_bucket.media.bucket
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "ReadByTheCdnAlone"
        Effect    = "Allow"
        Principal = { Service = "cloudfront.amazonaws.com" }
        Action    = ["s3:GetObject"]
        Resource  = ["${aws_s3_bucket.media.arn}/*"]
        Condition = { StringEquals = { "AWS:SourceArn" = aws_cloudfront_distribution.cdn.arn } }
      },
      {
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.media.arn, "${aws_s3_bucket.media.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })

  depends_on = [aws_s3_bucket_public_access_block.media]
}

resource "aws_s3_object" "tracker" {
  count = var.tracker_file == null ? 0 : 1

  bucket       = aws_s3_bucket.media.bucket
  key          = "footfall.js"
  source       = var.tracker_file
  source_hash  = filesha256(var.tracker_file)
  content_type = "text/javascript; charset=utf-8"
  # The name stays when the tracker changes: an hour later every shopper has the new one.
  cache_control = "public, max-age=3600"
  tags          = var.tags
}

# ---------------------------------------------------------------------------------------------------------------------
# The CDN: media, tracker and, on the same domain, the collector
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_cloudfront_origin_access_control" "media" {
  name                              = "${var.name}-media"
  description                       = "CloudFront signs what it asks the media bucket"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_distribution" "cdn" {
  enabled         = true
  comment         = "${var.name}: media, tracker and collector"
  is_ipv6_enabled = true
  http_version    = "http2and3"
  price_class     = "PriceClass_100"
  aliases         = var.cdn_domain == null ? [] : [var.cdn_domain.name]
  tags            = var.tags

  origin {
    origin_id                = "media"
    domain_name              = aws_s3_bucket.media.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.media.id
  }

  dynamic "origin" {
    for_each = var.first_party ? [var.api_domain] : []

    content {
      origin_id   = "collector"
      domain_name = origin.value

      custom_origin_config {
        http_port              = 80
        https_port             = 443
        origin_protocol_policy = "https-only"
        origin_ssl_protocols   = ["TLSv1.2"]
      }
    }
  }

  default_cache_behavior {
    target_origin_id           = "media"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = local.caching_optimized
    response_headers_policy_id = local.cors_and_security_headers_policy
  }

  # Everything of the request but Host, which would not be the API's, and CloudFront's own headers with the shopper's country.
  # CORS is the collector's to answer.
  dynamic "ordered_cache_behavior" {
    for_each = var.first_party ? ["/clickstream", "/v1/events"] : []

    content {
      path_pattern             = ordered_cache_behavior.value
      target_origin_id         = "collector"
      viewer_protocol_policy   = "https-only"
      allowed_methods          = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
      cached_methods           = ["GET", "HEAD"]
      compress                 = false
      cache_policy_id          = local.caching_disabled
      origin_request_policy_id = local.all_viewer_except_host_header
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = var.cdn_domain == null
    acm_certificate_arn            = var.cdn_domain == null ? null : var.cdn_domain.certificate_arn
    ssl_support_method             = var.cdn_domain == null ? null : "sni-only"
    # With its own certificate CloudFront allows no choice and reports TLSv1.
    minimum_protocol_version = var.cdn_domain == null ? "TLSv1" : "TLSv1.2_2021"
  }
}
