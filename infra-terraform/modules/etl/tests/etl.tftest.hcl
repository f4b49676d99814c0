mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

override_resource {
  target          = aws_sqs_queue.failures
  override_during = plan
  values          = { arn = "arn:aws:sqs:eu-central-1:123456789012:footfall-etl-failures", url = "https://sqs.eu-central-1.amazonaws.com/123456789012/footfall-etl-failures" }
}

variables {
  name                        = "footfall"
  package                     = { path = "etl.zip", hash = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" }
  vpc_id                      = "vpc-1"
  private_subnet_id           = "subnet-private"
  s3_prefix_list_id           = "pl-s3"
  endpoints_security_group_id = "sg-endpoints"
  raw_bucket_name             = "footfall-raw"
  raw_bucket_arn              = "arn:aws:s3:::footfall-raw"
  warehouse                   = { host = "10.0.128.10" }
  warehouse_security_group_id = "sg-warehouse"
  password_parameter_name     = "/footfall/warehouse/password/etl"
  password_parameter_arn      = "arn:aws:ssm:eu-central-1:123456789012:parameter/footfall/warehouse/password/etl"
}

run "minimal" {
  command = plan

  # The network
  assert {
    condition     = alltrue([for function in aws_lambda_function.this : function.vpc_config[0].subnet_ids == toset(["subnet-private"]) && function.vpc_config[0].security_group_ids == toset([aws_security_group.this.id])])
    error_message = "The functions are in the private subnet, in their own security group."
  }
  assert {
    condition     = aws_vpc_security_group_egress_rule.warehouse.referenced_security_group_id == "sg-warehouse" && aws_vpc_security_group_egress_rule.warehouse.from_port == 5432 && aws_vpc_security_group_egress_rule.warehouse.to_port == 5432
    error_message = "The functions reach the warehouse's 5432."
  }
  assert {
    condition     = aws_vpc_security_group_egress_rule.s3.prefix_list_id == "pl-s3" && aws_vpc_security_group_egress_rule.s3.from_port == 443 && aws_vpc_security_group_egress_rule.s3.to_port == 443
    error_message = "The functions reach S3's prefix list by 443."
  }
  assert {
    condition     = aws_vpc_security_group_egress_rule.endpoints.referenced_security_group_id == "sg-endpoints" && aws_vpc_security_group_egress_rule.endpoints.from_port == 443 && aws_vpc_security_group_egress_rule.endpoints.to_port == 443
    error_message = "The functions reach the SSM endpoints' 443."
  }

  # Functions
  assert {
    condition     = alltrue([for function in aws_lambda_function.this : function.architectures == tolist(["arm64"]) && function.runtime == "nodejs24.x" && function.handler == "dist/index.handler"])
    error_message = "The functions run on arm64 and Node.js 24."
  }
  assert {
    condition     = alltrue([for function in aws_lambda_function.this : function.filename == var.package.path && function.source_code_hash == var.package.hash])
    error_message = "The functions' code is the package, by its hash."
  }
  assert {
    condition     = alltrue([for function in aws_lambda_function.this : function.timeout == 900])
    error_message = "A run has all the time that Lambda gives."
  }
  assert {
    condition     = alltrue([for function in aws_lambda_function.this : function.reserved_concurrent_executions == 1])
    error_message = "Each function runs once at a time."
  }

  # Schedules
  assert {
    condition     = aws_cloudwatch_event_rule.this["etl"].schedule_expression == "cron(5 * * * ? *)"
    error_message = "The lake is loaded at minute 5 of every hour."
  }
  assert {
    condition     = aws_cloudwatch_event_target.this["etl"].input == null && jsondecode(aws_cloudwatch_event_target.this["compact"].input) == { task = "compact" }
    error_message = "The one schedule asks for a load, the other for a compaction."
  }
  assert {
    condition     = aws_cloudwatch_event_rule.this["compact"].schedule_expression == "cron(35 3 * * ? *)"
    error_message = "The lake is compacted once a day."
  }
  assert {
    condition     = aws_cloudwatch_event_rule.this["retain"].schedule_expression == "cron(50 3 * * ? *)"
    error_message = "Old facts are dropped once a day."
  }
  assert {
    condition     = jsondecode(aws_cloudwatch_event_target.this["retain"].input) == { task = "retain" } && aws_cloudwatch_event_target.this["retain"].arn == aws_lambda_function.this["etl"].arn
    error_message = "The function that loads is asked to drop old facts."
  }
  assert {
    condition     = aws_lambda_function.this["etl"].environment[0].variables["FOOTFALL_FACTS_KEEP_DAYS"] == "off"
    error_message = "Facts are kept for ever unless the shop says otherwise."
  }
  assert {
    condition     = alltrue([for target in aws_cloudwatch_event_target.this : target.retry_policy[0].maximum_retry_attempts == 4 && target.retry_policy[0].maximum_event_age_in_seconds == 3300 && target.dead_letter_config[0].arn == aws_sqs_queue.failures.arn])
    error_message = "A schedule's call is repeated for less than an hour, and then lies in the queue."
  }
  assert {
    condition     = alltrue([for config in aws_lambda_function_event_invoke_config.this : config.maximum_retry_attempts == 2 && config.maximum_event_age_in_seconds == 3300 && config.destination_config[0].on_failure[0].destination == aws_sqs_queue.failures.arn])
    error_message = "A failed run is repeated twice within the hour, and then lies in the queue."
  }
  assert {
    condition     = alltrue([for key, permission in aws_lambda_permission.schedule : permission.principal == "events.amazonaws.com" && permission.source_arn == aws_cloudwatch_event_rule.this[key].arn])
    error_message = "Only its schedule may call a function."
  }
  assert {
    condition     = jsondecode(aws_sqs_queue_policy.failures.policy).Statement[0].Principal == { Service = "events.amazonaws.com" } && jsondecode(aws_sqs_queue_policy.failures.policy).Statement[0].Condition.ArnEquals["aws:SourceArn"][0] == aws_cloudwatch_event_rule.this["etl"].arn
    error_message = "Into the queue only our schedules may write from outside."
  }

  # What they may do
  assert {
    condition     = toset([for action in flatten([for statement in jsondecode(aws_iam_role_policy.this["etl"].policy).Statement : statement.Action]) : action if startswith(action, "s3:")]) == toset(["s3:ListBucket", "s3:GetObject", "s3:PutObject"])
    error_message = "The ETL lists, reads and writes, and removes nothing from the lake."
  }
  assert {
    condition     = flatten([for statement in jsondecode(aws_iam_role_policy.this["etl"].policy).Statement : statement.Resource if contains(statement.Action, "s3:PutObject")]) == ["arn:aws:s3:::footfall-raw/rejected/*"]
    error_message = "The ETL writes below rejected/ only."
  }
  assert {
    condition     = flatten([for statement in jsondecode(aws_iam_role_policy.this["etl"].policy).Statement : statement.Resource if contains(statement.Action, "s3:ListBucket") || contains(statement.Action, "s3:GetObject")]) == ["arn:aws:s3:::footfall-raw", "arn:aws:s3:::footfall-raw/*"]
    error_message = "The ETL lists and reads the lake's bucket only."
  }
  assert {
    condition     = flatten([for statement in jsondecode(aws_iam_role_policy.this["compact"].policy).Statement : statement.Resource if contains(statement.Action, "s3:DeleteObject")]) == ["arn:aws:s3:::footfall-raw/events/*", "arn:aws:s3:::footfall-raw/rejected/*", "arn:aws:s3:::footfall-raw/manifests/*"]
    error_message = "Compaction removes what it has merged, and never an erasure."
  }
  assert {
    condition     = alltrue([for policy in aws_iam_role_policy.this : flatten([for statement in jsondecode(policy.policy).Statement : statement.Resource if contains(statement.Action, "ssm:GetParameter")]) == [var.password_parameter_arn]])
    error_message = "The functions read one parameter."
  }
  assert {
    condition     = alltrue([for policy in aws_iam_role_policy.this : alltrue([for action in flatten([for statement in jsondecode(policy.policy).Statement : statement.Action]) : action == "ssm:GetParameter" || !startswith(action, "ssm:")])])
    error_message = "Of SSM's actions the functions have ssm:GetParameter alone."
  }
  assert {
    condition     = alltrue([for key, policy in aws_iam_role_policy.this : anytrue([for statement in jsondecode(policy.policy).Statement : statement.Effect == "Deny" && contains(statement.Action, "ec2:CreateNetworkInterface") && try(statement.Condition.ArnEquals["lambda:SourceFunctionArn"], []) == ["arn:aws:lambda:eu-central-1:123456789012:function:footfall-${key}"]])])
    error_message = "What Lambda does to the network in the role's name, the code may not."
  }
  assert {
    condition     = alltrue([for role in aws_iam_role.this : jsondecode(role.assume_role_policy).Statement == [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole", Condition = { StringEquals = { "aws:SourceAccount" = "123456789012" } } }]])
    error_message = "Only Lambda, for our account, takes the functions' roles."
  }

  # Variables
  assert {
    condition     = alltrue([for function in aws_lambda_function.this : function.environment[0].variables["DWH_HOST"] == "10.0.128.10" && function.environment[0].variables["DWH_PASSWORD_PARAMETER"] == var.password_parameter_name && function.environment[0].variables["FOOTFALL_LAKE"] == "s3://footfall-raw"])
    error_message = "The functions know the lake, the warehouse and where its password lies."
  }
  assert {
    condition     = alltrue([for function in aws_lambda_function.this : !contains(keys(function.environment[0].variables), "DWH_PASSWORD")])
    error_message = "No password stands in a function's variables."
  }
}

run "full" {
  command = plan

  variables {
    certificate_parameter_name = "/footfall/warehouse/ca"
    certificate_parameter_arn  = "arn:aws:ssm:eu-central-1:123456789012:parameter/footfall/warehouse/ca"
    time_zone                  = "Europe/Berlin"
    week_starts_on             = 7
    path_rules                 = "{\"stripTrailingSlash\": true}"
    reserve_concurrency        = false
    tags                       = { Shop = "example" }
  }

  assert {
    condition     = alltrue([for function in aws_lambda_function.this : function.environment[0].variables["FOOTFALL_DATABASE_CA_PARAMETER"] == "/footfall/warehouse/ca"])
    error_message = "With the certificate's parameter the connection is encrypted."
  }
  assert {
    condition     = flatten([for statement in jsondecode(aws_iam_role_policy.this["etl"].policy).Statement : statement.Resource if contains(statement.Action, "ssm:GetParameter")]) == [var.password_parameter_arn, var.certificate_parameter_arn]
    error_message = "The functions read the password and the certificate, and no other parameter."
  }
}

run "refuses_half_a_certificate" {
  command = plan

  variables {
    certificate_parameter_name = "/footfall/warehouse/ca"
  }

  expect_failures = [var.certificate_parameter_arn]
}

run "refuses_a_time_that_is_none" {
  command = plan

  variables {
    timeouts = { connect = "soon" }
  }

  expect_failures = [var.timeouts]
}

run "refuses_a_hash_of_another_kind" {
  command = plan

  variables {
    package = { path = "etl.zip", hash = "d41d8cd98f00b204e9800998ecf8427e" }
  }

  expect_failures = [var.package]
}
