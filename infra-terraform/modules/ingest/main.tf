# The only door to the internet: two routes, one function, and a bucket that it may only write to.

data "aws_partition" "current" {}

data "aws_region" "current" {}

data "aws_caller_identity" "current" {}

locals {
  function_name = "${var.name}-collector"
  routes        = toset(["POST /clickstream", "POST /v1/events"])
  issuer        = var.sign_in == null ? null : "https://cognito-idp.${data.aws_region.current.region}.amazonaws.com/${var.sign_in.user_pool_id}"

  # What the function's code reads (`npm run terraform:variables` compares the two). An empty text means none, but for keys, of
  # which a set but empty list is refused: it would let everybody in.
  environment = merge(
    {
      FOOTFALL_LAKE            = "s3://${var.raw_bucket_name}"
      FOOTFALL_ALLOWED_ORIGINS = join(",", var.allowed_origins)
      FOOTFALL_KEEP_FULL_IP    = tostring(var.keep_full_ip)
      FOOTFALL_LOG_LEVEL       = var.log_level
      FOOTFALL_COUNTRY_HEADER  = var.country_header
      FOOTFALL_TRUSTED_PROXIES = join(",", var.trusted_proxies)
    },
    length(var.write_keys) > 0 ? { FOOTFALL_WRITE_KEYS = join(",", var.write_keys) } : {},
    length(var.server_keys) > 0 ? { FOOTFALL_SERVER_KEYS = join(",", var.server_keys) } : {},
    var.sign_in == null ? {} : {
      FOOTFALL_COGNITO_USER_POOL = var.sign_in.user_pool_id
      FOOTFALL_COGNITO_CLIENTS   = join(",", var.sign_in.client_ids)
      FOOTFALL_USER_CLAIM        = var.sign_in.user_claim
    },
  )
}

# --- The function, outside the VPC: it needs S3 only, and starts faster so -----------------------------------------------------

resource "aws_cloudwatch_log_group" "function" {
  name              = "/aws/lambda/${local.function_name}"
  retention_in_days = var.log_retention_days

  tags = var.tags
}

resource "aws_iam_role" "function" {
  name        = local.function_name
  description = "Footfall's collector: writes events and refused events, and reads nothing"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "lambda.amazonaws.com" }
        Action    = "sts:AssumeRole"
        Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
      },
    ]
  })

  tags = var.tags
}

resource "aws_iam_role_policy" "function" {
  name = "collector"
  role = aws_iam_role.function.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "WriteEvents"
        Effect   = "Allow"
        Action   = ["s3:PutObject"]
        Resource = ["${var.raw_bucket_arn}/events/*", "${var.raw_bucket_arn}/rejected/*"]
      },
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.function.arn}:*"]
      },
      {
        Sid      = "TellFailures"
        Effect   = "Allow"
        Action   = ["sqs:SendMessage"]
        Resource = [aws_sqs_queue.failures.arn]
      },
    ]
  })
}

resource "aws_lambda_function" "collector" {
  function_name    = local.function_name
  description      = "Footfall's collector: HTTP to lake"
  role             = aws_iam_role.function.arn
  filename         = var.package.path
  source_code_hash = var.package.hash
  handler          = "index.handler"
  runtime          = "nodejs24.x"
  architectures    = ["arm64"]
  memory_size      = var.memory_mb
  timeout          = 25 # a write is given up after 10 s, and API Gateway after 30 s

  # How many run at once bounds what a flood can cost, and what it can take from the account's other functions.
  reserved_concurrent_executions = var.reserved_concurrency

  environment {
    variables = local.environment
  }

  logging_config {
    log_format = "Text" # each line is JSON already, and CloudWatch reads its metrics from it
    log_group  = aws_cloudwatch_log_group.function.name
  }

  dead_letter_config {
    target_arn = aws_sqs_queue.failures.arn
  }

  tags = var.tags

  depends_on = [aws_iam_role_policy.function]
}

# API Gateway waits for the answer, and the tracker repeats what failed. The queue is for a call without anybody who waits.
resource "aws_sqs_queue" "failures" {
  name                      = "${local.function_name}-failures"
  sqs_managed_sse_enabled   = true
  message_retention_seconds = 1209600 # 14 days, the most

  tags = var.tags
}

# --- The HTTP API -----------------------------------------------------------------------------------------------------------

resource "aws_apigatewayv2_api" "this" {
  name          = "${var.name}-collector"
  description   = "Footfall's events"
  protocol_type = "HTTP"

  # Answers preflights itself, so that they cost no call of the function; in the collector's own words.
  cors_configuration {
    allow_origins  = var.allowed_origins
    allow_methods  = ["POST", "OPTIONS"]
    allow_headers  = ["content-type", "content-encoding", "x-footfall-key", "authorization"]
    expose_headers = ["retry-after"]
    max_age        = 7200
  }

  tags = var.tags
}

resource "aws_apigatewayv2_integration" "collector" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.collector.invoke_arn
  payload_format_version = "2.0"
  timeout_milliseconds   = 29000
}

resource "aws_apigatewayv2_authorizer" "sign_in" {
  count = var.require_sign_in ? 1 : 0

  api_id           = aws_apigatewayv2_api.this.id
  name             = "cognito"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]

  jwt_configuration {
    audience = var.sign_in.client_ids
    issuer   = local.issuer
  }
}

resource "aws_apigatewayv2_route" "collect" {
  for_each = local.routes

  api_id             = aws_apigatewayv2_api.this.id
  route_key          = each.key
  target             = "integrations/${aws_apigatewayv2_integration.collector.id}"
  authorization_type = var.require_sign_in ? "JWT" : "NONE"
  authorizer_id      = var.require_sign_in ? aws_apigatewayv2_authorizer.sign_in[0].id : null
}

resource "aws_cloudwatch_log_group" "access" {
  name              = "/aws/apigateway/${var.name}-collector"
  retention_in_days = var.log_retention_days

  tags = var.tags
}

resource "aws_apigatewayv2_stage" "default" {
  api_id      = aws_apigatewayv2_api.this.id
  name        = "$default"
  auto_deploy = true

  default_route_settings {
    throttling_rate_limit  = var.throttle.per_second
    throttling_burst_limit = var.throttle.burst
  }

  # Neither addresses nor agents: those belong to the lake, where they are cut and can be erased.
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format = jsonencode({
      requestId        = "$context.requestId"
      time             = "$context.requestTime"
      routeKey         = "$context.routeKey"
      status           = "$context.status"
      responseLength   = "$context.responseLength"
      responseLatency  = "$context.responseLatency"
      integrationError = "$context.integrationErrorMessage"
    })
  }

  tags = var.tags
}

resource "aws_lambda_permission" "api" {
  for_each = local.routes

  statement_id  = "api-${replace(trimprefix(each.key, "POST /"), "/", "-")}"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.collector.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.this.execution_arn}/*/${replace(each.key, " ", "")}"
}
