mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

override_resource {
  target          = aws_s3_bucket.media
  override_during = plan
  values          = { arn = "arn:aws:s3:::footfall-media-123456789012-eu-central-1" }
}

override_resource {
  target          = aws_cloudwatch_log_group.shop
  override_during = plan
  values          = { arn = "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/amplify/d1a2b3c4d5e6f7" }
}

variables {
  name                        = "footfall"
  collector_url               = "https://abc123.execute-api.eu-central-1.amazonaws.com/clickstream"
  api_domain                  = "abc123.execute-api.eu-central-1.amazonaws.com"
  repository                  = "https://github.com/shop/shop"
  database_url_parameter_name = "/footfall/shop/database-url"
}

run "full" {
  command = plan

  variables {
    sign_in                    = { issuer = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI", client_id = "client" }
    tracker_file               = "./tests/storefront.tftest.hcl"
    cdn_domain                 = { name = "static.shop.example", certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/1" }
    origin                     = "https://shop.example"
    database_ca_parameter_name = "/footfall/shop/ca"
    server_key_parameter_name  = "/footfall/shop/server-key"
    environment                = { FOOTFALL_ENDPOINT = "https://elsewhere.example", NEXT_PUBLIC_COLOUR = "blue" }
  }

  # The shop
  assert {
    condition     = aws_amplify_app.shop.platform == "WEB_COMPUTE" && aws_amplify_branch.shop.app_id == aws_amplify_app.shop.id
    error_message = "The shop must be a Next.js app with a server, and a branch of it."
  }
  assert {
    condition = aws_amplify_branch.shop.environment_variables == tomap({
      AMPLIFY_MONOREPO_APP_ROOT     = "examples/nextjs-shop"
      FOOTFALL_ENDPOINT             = "https://static.shop.example/clickstream"
      FOOTFALL_SERVER_KEY_PARAMETER = "/footfall/shop/server-key"
      NEXT_PUBLIC_COLOUR            = "blue"
      OIDC_ISSUER                   = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI"
      OIDC_CLIENT_ID                = "client"
      SHOP_DATABASE_CA_PARAMETER    = "/footfall/shop/ca"
      SHOP_DATABASE_URL_PARAMETER   = "/footfall/shop/database-url"
      SHOP_ORIGIN                   = "https://shop.example"
    })
    error_message = "The shop's environment must be wired to collector, sign-in and database."
  }
  assert {
    condition     = yamldecode(aws_amplify_app.shop.build_spec).applications[0].appRoot == aws_amplify_branch.shop.environment_variables["AMPLIFY_MONOREPO_APP_ROOT"]
    error_message = "The build specification and the branch must name the same folder."
  }
  assert {
    condition     = contains(yamldecode(aws_amplify_app.shop.build_spec).applications[0].frontend.phases.build.commands, "node write-env.mjs") && fileexists("../../../${var.app_root}/write-env.mjs")
    error_message = "The build must write the shop's settings down by its own program."
  }
  assert {
    condition     = toset(flatten([for statement in jsondecode(aws_iam_role_policy.build.policy).Statement : statement.Resource if contains(statement.Action, "ssm:GetParameter")])) == toset([for name in ["database-url", "ca", "server-key"] : "arn:aws:ssm:eu-central-1:123456789012:parameter/footfall/shop/${name}"])
    error_message = "The build may read the shop's parameters, and no others."
  }
  assert {
    condition     = toset(flatten([for statement in jsondecode(aws_iam_role_policy.build.policy).Statement : statement.Action])) == toset(["ssm:GetParameter", "logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogGroups"])
    error_message = "The build may read its parameter and write logs, nothing else."
  }
  assert {
    condition     = aws_cloudwatch_log_group.shop.name == "/aws/amplify/${aws_amplify_app.shop.id}" && aws_cloudwatch_log_group.shop.retention_in_days == 30
    error_message = "The shop's logs must end."
  }

  # Media
  assert {
    condition     = aws_s3_bucket_public_access_block.media.block_public_acls && aws_s3_bucket_public_access_block.media.block_public_policy && aws_s3_bucket_public_access_block.media.ignore_public_acls && aws_s3_bucket_public_access_block.media.restrict_public_buckets
    error_message = "The media bucket must be closed to the public."
  }
  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.media.rule).apply_server_side_encryption_by_default).sse_algorithm == "AES256"
    error_message = "The media bucket must be encrypted."
  }
  assert {
    condition     = [for statement in jsondecode(aws_s3_bucket_policy.media.policy).Statement : statement if statement.Effect == "Deny" && statement.Condition == { Bool = { "aws:SecureTransport" = "false" } }] != []
    error_message = "The media bucket must take TLS only."
  }
  assert {
    condition     = [for statement in jsondecode(aws_s3_bucket_policy.media.policy).Statement : [statement.Principal, statement.Action, statement.Condition] if statement.Effect == "Allow"] == [[{ Service = "cloudfront.amazonaws.com" }, ["s3:GetObject"], { StringEquals = { "AWS:SourceArn" = aws_cloudfront_distribution.cdn.arn } }]]
    error_message = "Nobody but this distribution may read the media bucket."
  }
  assert {
    condition     = aws_cloudfront_origin_access_control.media.signing_behavior == "always" && [for origin in aws_cloudfront_distribution.cdn.origin : origin.origin_access_control_id if origin.origin_id == "media"] == [aws_cloudfront_origin_access_control.media.id]
    error_message = "CloudFront must sign its requests to the media bucket (OAC)."
  }
  assert {
    condition     = aws_s3_object.tracker[0].key == "footfall.js" && aws_s3_object.tracker[0].bucket == aws_s3_bucket.media.bucket && startswith(aws_s3_object.tracker[0].content_type, "text/javascript")
    error_message = "The tracker must come from the same CDN."
  }

  # The collector on the CDN's domain
  assert {
    condition     = [for behaviour in aws_cloudfront_distribution.cdn.ordered_cache_behavior : behaviour.path_pattern if behaviour.target_origin_id == "collector"] == ["/clickstream", "/v1/events"]
    error_message = "The collector's paths must go to the HTTP API."
  }
  assert {
    condition     = alltrue([for behaviour in aws_cloudfront_distribution.cdn.ordered_cache_behavior : behaviour.cache_policy_id == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad" && contains(behaviour.allowed_methods, "POST") && contains(behaviour.allowed_methods, "OPTIONS")])
    error_message = "Events must be passed on and never be cached."
  }
  assert {
    condition     = alltrue([for behaviour in aws_cloudfront_distribution.cdn.ordered_cache_behavior : behaviour.origin_request_policy_id == "b689b0a8-53d0-40ab-baf2-68738e2966ac"]) && output.country_header == "cloudfront-viewer-country"
    error_message = "The collector must be told the shopper's country."
  }
  assert {
    condition     = [for origin in aws_cloudfront_distribution.cdn.origin : [origin.domain_name, one(origin.custom_origin_config).origin_protocol_policy] if origin.origin_id == "collector"] == [[var.api_domain, "https-only"]]
    error_message = "CloudFront must speak with the HTTP API by TLS."
  }
  assert {
    condition     = alltrue([for behaviour in aws_cloudfront_distribution.cdn.ordered_cache_behavior : behaviour.viewer_protocol_policy == "https-only"]) && aws_cloudfront_distribution.cdn.default_cache_behavior[0].viewer_protocol_policy == "redirect-to-https"
    error_message = "Shoppers must be served by TLS only."
  }
  assert {
    condition     = aws_cloudfront_distribution.cdn.viewer_certificate[0].minimum_protocol_version == "TLSv1.2_2021" && aws_cloudfront_distribution.cdn.aliases == toset(["static.shop.example"])
    error_message = "The shop's domain must be served by TLS 1.2 or later."
  }
  assert {
    condition     = aws_cloudfront_distribution.cdn.default_cache_behavior[0].target_origin_id == "media" && toset(aws_cloudfront_distribution.cdn.default_cache_behavior[0].allowed_methods) == toset(["GET", "HEAD"])
    error_message = "Media may be read only."
  }
  assert {
    condition     = output.first_party_endpoint == "https://static.shop.example/clickstream" && output.tracker_url == "https://static.shop.example/footfall.js"
    error_message = "Tracker and collector must stand on the shop's domain."
  }
  assert {
    condition     = output.trusted_proxies == tolist(["203.0.113.0/24"]) && data.aws_ip_ranges.cloudfront[0].services == toset(["cloudfront_origin_facing"])
    error_message = "The collector must be told the addresses from which CloudFront asks."
  }
}

run "minimal" {
  command = plan

  variables {
    first_party = false
  }

  assert {
    condition     = aws_amplify_branch.shop.environment_variables["FOOTFALL_ENDPOINT"] == var.collector_url && output.first_party_endpoint == null
    error_message = "Without the first-party path the tracker must send to the HTTP API."
  }
  assert {
    condition     = length(aws_cloudfront_distribution.cdn.ordered_cache_behavior) == 0 && length(aws_cloudfront_distribution.cdn.origin) == 1 && output.trusted_proxies == []
    error_message = "Without the first-party path the CDN must have media only, and nobody is believed."
  }
  assert {
    condition     = length(aws_s3_object.tracker) == 0 && output.tracker_url == null
    error_message = "Without a tracker's file none is served."
  }
  assert {
    condition     = aws_amplify_branch.shop.environment_variables["SHOP_ORIGIN"] == output.shop_url && output.origin == output.shop_url
    error_message = "Without a domain of its own the shop must be known by the branch's address."
  }
  assert {
    condition     = [for name in keys(aws_amplify_branch.shop.environment_variables) : name if endswith(name, "_PARAMETER")] == ["SHOP_DATABASE_URL_PARAMETER"] && flatten([for statement in jsondecode(aws_iam_role_policy.build.policy).Statement : statement.Resource if contains(statement.Action, "ssm:GetParameter")]) == ["arn:aws:ssm:eu-central-1:123456789012:parameter/footfall/shop/database-url"]
    error_message = "What lies in no parameter must not be looked for."
  }
  assert {
    condition     = aws_s3_bucket.media.force_destroy == false
    error_message = "A media bucket with pictures in it must not be destroyed unless told so."
  }
  assert {
    condition     = output.shop_url == "https://main.d1a2b3c4d5e6f7.amplifyapp.com"
    error_message = "The shop's address must be the branch's."
  }
}

run "refuses_a_certificate_that_cloudfront_cannot_use" {
  command = plan
  variables {
    cdn_domain = { name = "static.shop.example", certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/1" }
  }
  expect_failures = [var.cdn_domain]
}

run "refuses_an_origin_with_a_path" {
  command = plan
  variables {
    origin = "https://shop.example/shoes"
  }
  expect_failures = [var.origin]
}

run "refuses_a_certificate_in_the_place_of_its_parameter" {
  command = plan
  variables {
    database_ca_parameter_name = "-----BEGIN CERTIFICATE-----"
  }
  expect_failures = [var.database_ca_parameter_name]
}

run "refuses_a_key_in_the_place_of_its_parameter" {
  command = plan
  variables {
    server_key_parameter_name = "ff2f1b6f8e0f4c3c9d1f5f0b3f3f8a77"
  }
  expect_failures = [var.server_key_parameter_name]
}
