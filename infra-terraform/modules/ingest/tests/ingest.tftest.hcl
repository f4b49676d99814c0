mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

override_resource {
  target          = aws_cloudwatch_log_group.function
  override_during = plan
  values          = { arn = "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/footfall-collector" }
}

variables {
  name            = "footfall"
  raw_bucket_name = "footfall-raw"
  raw_bucket_arn  = "arn:aws:s3:::footfall-raw"
  package         = { path = "collector.zip", hash = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" }
  allowed_origins = ["https://shop.example", "https://www.shop.example"]
}

run "minimal" {
  command = plan

  # The API
  assert {
    condition     = aws_apigatewayv2_api.this.protocol_type == "HTTP"
    error_message = "The API is an HTTP API."
  }
  assert {
    condition     = toset([for route in aws_apigatewayv2_route.collect : route.route_key]) == toset(["POST /clickstream", "POST /v1/events"])
    error_message = "The API has the two routes that take events, and no others."
  }
  assert {
    condition     = alltrue([for route in aws_apigatewayv2_route.collect : route.target == "integrations/${aws_apigatewayv2_integration.collector.id}"])
    error_message = "Both routes lead to the collector."
  }
  assert {
    condition     = aws_apigatewayv2_integration.collector.payload_format_version == "2.0" && aws_apigatewayv2_integration.collector.integration_uri == aws_lambda_function.collector.invoke_arn
    error_message = "The collector is called with payload format 2.0."
  }
  assert {
    condition     = aws_apigatewayv2_api.this.cors_configuration[0].allow_origins == toset(var.allowed_origins)
    error_message = "CORS lets in the shop's origins, and nobody else."
  }
  assert {
    condition     = try(aws_apigatewayv2_api.this.cors_configuration[0].allow_credentials, null) != true
    error_message = "CORS is without credentials."
  }
  assert {
    condition     = contains(aws_apigatewayv2_api.this.cors_configuration[0].allow_headers, "content-encoding") && contains(aws_apigatewayv2_api.this.cors_configuration[0].allow_headers, "x-footfall-key") && contains(aws_apigatewayv2_api.this.cors_configuration[0].expose_headers, "retry-after")
    error_message = "CORS lets the tracker pack its batch, name its key, and read when to try again."
  }
  assert {
    condition     = aws_apigatewayv2_stage.default.default_route_settings[0].throttling_rate_limit == 200 && aws_apigatewayv2_stage.default.default_route_settings[0].throttling_burst_limit == 400
    error_message = "The stage throttles."
  }
  assert {
    condition     = aws_apigatewayv2_stage.default.access_log_settings[0].destination_arn == aws_cloudwatch_log_group.access.arn
    error_message = "The stage writes access logs."
  }
  assert {
    condition     = !strcontains(aws_apigatewayv2_stage.default.access_log_settings[0].format, "sourceIp") && !strcontains(aws_apigatewayv2_stage.default.access_log_settings[0].format, "userAgent")
    error_message = "The access log holds neither addresses nor agents."
  }
  assert {
    condition     = alltrue([for route in aws_apigatewayv2_route.collect : route.authorization_type == "NONE"]) && length(aws_apigatewayv2_authorizer.sign_in) == 0
    error_message = "Without sign-in no shopper is turned away."
  }
  assert {
    condition     = toset([for permission in aws_lambda_permission.api : permission.source_arn]) == toset(["${aws_apigatewayv2_api.this.execution_arn}/*/POST/clickstream", "${aws_apigatewayv2_api.this.execution_arn}/*/POST/v1/events"]) && alltrue([for permission in aws_lambda_permission.api : permission.principal == "apigateway.amazonaws.com"])
    error_message = "Only the API's two routes may call the collector."
  }

  # The function
  assert {
    condition     = length(aws_lambda_function.collector.vpc_config) == 0
    error_message = "The collector is outside the VPC."
  }
  assert {
    condition     = aws_lambda_function.collector.architectures == tolist(["arm64"]) && aws_lambda_function.collector.runtime == "nodejs24.x"
    error_message = "The collector runs on arm64 and Node.js 24."
  }
  assert {
    condition     = aws_lambda_function.collector.filename == var.package.path && aws_lambda_function.collector.source_code_hash == var.package.hash && aws_lambda_function.collector.handler == "index.handler"
    error_message = "The collector's code is the package, by its hash."
  }
  assert {
    condition     = aws_lambda_function.collector.timeout > 10 && aws_lambda_function.collector.timeout < 30
    error_message = "The collector's time is between a write's 10 s and API Gateway's 30 s."
  }
  assert {
    condition     = aws_lambda_function.collector.reserved_concurrent_executions == 50
    error_message = "The collector's concurrency is reserved, and so bounded."
  }
  assert {
    condition     = aws_lambda_function.collector.dead_letter_config[0].target_arn == aws_sqs_queue.failures.arn
    error_message = "A call that nobody waits for leaves a message when it fails."
  }

  # What it may do
  assert {
    condition = toset(flatten([
      for statement in jsondecode(aws_iam_role_policy.function.policy).Statement : statement.Resource if contains(statement.Action, "s3:PutObject")
    ])) == toset(["arn:aws:s3:::footfall-raw/events/*", "arn:aws:s3:::footfall-raw/rejected/*"])
    error_message = "The collector writes below events/ and rejected/ only."
  }
  assert {
    condition     = toset([for action in flatten([for statement in jsondecode(aws_iam_role_policy.function.policy).Statement : statement.Action]) : action if startswith(action, "s3:")]) == toset(["s3:PutObject"])
    error_message = "Of S3's actions the collector has s3:PutObject alone."
  }
  assert {
    condition     = toset(flatten([for statement in jsondecode(aws_iam_role_policy.function.policy).Statement : statement.Action])) == toset(["s3:PutObject", "logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage"])
    error_message = "The collector may write events, its log and a failure, and nothing else."
  }
  assert {
    condition     = jsondecode(aws_iam_role.function.assume_role_policy).Statement == [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole", Condition = { StringEquals = { "aws:SourceAccount" = "123456789012" } } }]
    error_message = "Only Lambda, for our account, takes the collector's role."
  }

  # Its variables
  assert {
    condition     = aws_lambda_function.collector.environment[0].variables["FOOTFALL_ALLOWED_ORIGINS"] == "https://shop.example,https://www.shop.example"
    error_message = "The collector itself lets in the shop's origins only, too."
  }
  assert {
    condition     = aws_lambda_function.collector.environment[0].variables["FOOTFALL_LAKE"] == "s3://footfall-raw" && aws_lambda_function.collector.environment[0].variables["FOOTFALL_KEEP_FULL_IP"] == "false"
    error_message = "The collector writes to the lake, and cuts addresses."
  }
  assert {
    condition     = !contains(keys(aws_lambda_function.collector.environment[0].variables), "FOOTFALL_WRITE_KEYS")
    error_message = "Without write keys the variable is not set: an empty list is refused by the collector."
  }
}

run "full" {
  command = plan

  variables {
    write_keys      = ["wk_old;until=2026-12-01", "wk_new"]
    server_keys     = ["sha256:0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f"]
    sign_in         = { user_pool_id = "eu-central-1_AbCdEfGhI", client_ids = ["7client"] }
    require_sign_in = true
    country_header  = "cloudfront-viewer-country"
    trusted_proxies = ["130.176.0.0/16"]
    throttle        = { per_second = 1000, burst = 2000 }
    tags            = { Shop = "example" }
  }

  assert {
    condition     = alltrue([for route in aws_apigatewayv2_route.collect : route.authorization_type == "JWT" && route.authorizer_id == aws_apigatewayv2_authorizer.sign_in[0].id])
    error_message = "With required sign-in both routes ask for a token."
  }
  assert {
    condition     = aws_apigatewayv2_authorizer.sign_in[0].jwt_configuration[0].issuer == "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI" && aws_apigatewayv2_authorizer.sign_in[0].jwt_configuration[0].audience == toset(["7client"])
    error_message = "The token must come from the pool, for its app client."
  }
  assert {
    condition     = aws_apigatewayv2_stage.default.default_route_settings[0].throttling_rate_limit == 1000
    error_message = "The throttle can be chosen."
  }
}

run "refuses_an_origin_with_a_path" {
  command = plan

  variables {
    allowed_origins = ["https://shop.example/shoes"]
  }

  expect_failures = [var.allowed_origins]
}

run "refuses_required_sign_in_without_a_pool" {
  command = plan

  variables {
    require_sign_in = true
  }

  expect_failures = [var.require_sign_in]
}

run "refuses_to_turn_everybody_away" {
  command = plan

  variables {
    reserved_concurrency = 0
  }

  expect_failures = [var.reserved_concurrency]
}

run "refuses_a_key_that_would_stand_in_the_state" {
  command = plan

  variables {
    server_keys = ["sk_shop"]
  }

  expect_failures = [var.server_keys]
}
