# Lake to warehouse, from inside the private subnet. Two functions of one package: the one that loads may not remove anything,
# and the one that compacts, once a day, may.

data "aws_partition" "current" {}

data "aws_region" "current" {}

data "aws_caller_identity" "current" {}

locals {
  functions = {
    etl = {
      name        = "${var.name}-etl"
      description = "Footfall's ETL: lake to warehouse, every hour"
      may_write   = ["rejected/*"]
      may_delete  = []
    }
    compact = {
      name        = "${var.name}-compact"
      description = "Footfall's compaction: merges small objects of the lake, once a day"
      may_write   = ["events/*", "rejected/*", "manifests/*"]
      may_delete  = ["events/*", "rejected/*", "manifests/*"]
    }
  }

  # What the functions' code reads (`npm run terraform:variables` compares the two).
  environment = merge(
    {
      FOOTFALL_LAKE              = "s3://${var.raw_bucket_name}"
      DWH_HOST                   = var.warehouse.host
      DWH_PORT                   = tostring(var.warehouse.port)
      DWH_USER                   = var.warehouse.user
      DWH_DATABASE               = var.warehouse.database
      DWH_PASSWORD_PARAMETER     = var.password_parameter_name
      FOOTFALL_TIME_ZONE         = var.time_zone
      FOOTFALL_WEEK_START        = tostring(var.week_starts_on)
      FOOTFALL_FACTS_KEEP_DAYS   = var.facts_keep_days == null ? "off" : tostring(var.facts_keep_days)
      FOOTFALL_PATH_RULES        = var.path_rules
      FOOTFALL_LOG_LEVEL         = var.log_level
      FOOTFALL_CONNECT_TIMEOUT   = var.timeouts.connect
      FOOTFALL_STATEMENT_TIMEOUT = var.timeouts.statement
      FOOTFALL_LOCK_TIMEOUT      = var.timeouts.lock
      FOOTFALL_IDLE_TIMEOUT      = var.timeouts.idle
    },
    var.certificate_parameter_name == null ? {} : { FOOTFALL_DATABASE_CA_PARAMETER = var.certificate_parameter_name },
  )
}

# --- The way to the warehouse, to S3 and to the parameters, and to nothing else -------------------------------------------------

resource "aws_security_group" "this" {
  name        = "${var.name}-etl"
  description = "ETL functions: out to the warehouse, S3 and Systems Manager"
  vpc_id      = var.vpc_id

  tags = merge(var.tags, { Name = "${var.name}-etl" })
}

resource "aws_vpc_security_group_egress_rule" "warehouse" {
  security_group_id            = aws_security_group.this.id
  description                  = "PostgreSQL of the warehouse"
  referenced_security_group_id = var.warehouse_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = var.warehouse.port
  to_port                      = var.warehouse.port

  tags = var.tags
}

resource "aws_vpc_security_group_egress_rule" "s3" {
  security_group_id = aws_security_group.this.id
  description       = "S3 by the gateway endpoint"
  prefix_list_id    = var.s3_prefix_list_id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443

  tags = var.tags
}

resource "aws_vpc_security_group_egress_rule" "endpoints" {
  security_group_id            = aws_security_group.this.id
  description                  = "Systems Manager by its interface endpoints"
  referenced_security_group_id = var.endpoints_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443

  tags = var.tags
}

# --- What each function may do ------------------------------------------------------------------------------------------------

resource "aws_cloudwatch_log_group" "this" {
  for_each = local.functions

  name              = "/aws/lambda/${each.value.name}"
  retention_in_days = var.log_retention_days

  tags = var.tags
}

resource "aws_iam_role" "this" {
  for_each = local.functions

  name        = each.value.name
  description = each.value.description

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

resource "aws_iam_role_policy" "this" {
  for_each = local.functions

  name = each.key
  role = aws_iam_role.this[each.key].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid      = "ListLake"
          Effect   = "Allow"
          Action   = ["s3:ListBucket"]
          Resource = [var.raw_bucket_arn]
        },
        {
          Sid      = "ReadLake"
          Effect   = "Allow"
          Action   = ["s3:GetObject"]
          Resource = ["${var.raw_bucket_arn}/*"]
        },
        {
          Sid      = "WriteLake"
          Effect   = "Allow"
          Action   = ["s3:PutObject"]
          Resource = [for prefix in each.value.may_write : "${var.raw_bucket_arn}/${prefix}"]
        },
      ],
      [
        for prefixes in [each.value.may_delete] : {
          Sid      = "RemoveWhatIsMerged"
          Effect   = "Allow"
          Action   = ["s3:DeleteObject"]
          Resource = [for prefix in prefixes : "${var.raw_bucket_arn}/${prefix}"]
        } if length(prefixes) > 0
      ],
      [
        {
          # The key of Systems Manager itself needs no grant: its policy lets in whoever may read the parameter.
          Sid      = "ReadPassword"
          Effect   = "Allow"
          Action   = ["ssm:GetParameter"]
          Resource = compact([var.password_parameter_arn, var.certificate_parameter_arn])
        },
        {
          Sid      = "WriteLogs"
          Effect   = "Allow"
          Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
          Resource = ["${aws_cloudwatch_log_group.this[each.key].arn}:*"]
        },
        {
          Sid      = "TellFailures"
          Effect   = "Allow"
          Action   = ["sqs:SendMessage"]
          Resource = [aws_sqs_queue.failures.arn]
        },
        {
          # Lambda makes the function's network interface in its name. These actions know no narrower resource:
          # https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
          Sid    = "AttachToNetwork"
          Effect = "Allow"
          Action = [
            "ec2:CreateNetworkInterface",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSubnets",
            "ec2:DeleteNetworkInterface",
            "ec2:AssignPrivateIpAddresses",
            "ec2:UnassignPrivateIpAddresses",
          ]
          Resource = ["*"]
        },
        {
          # The same page: what Lambda may do in the role's name, the code itself may not.
          Sid    = "CodeTouchesNoNetwork"
          Effect = "Deny"
          Action = [
            "ec2:CreateNetworkInterface",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSubnets",
            "ec2:DeleteNetworkInterface",
            "ec2:AssignPrivateIpAddresses",
            "ec2:UnassignPrivateIpAddresses",
          ]
          Resource  = ["*"]
          Condition = { ArnEquals = { "lambda:SourceFunctionArn" = [local.function_arns[each.key]] } }
        },
      ],
    )
  })
}

locals {
  # Written out, since the policy is needed before the function is there.
  function_arns = {
    for key, function in local.functions :
    key => "arn:${data.aws_partition.current.partition}:lambda:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:function:${function.name}"
  }
}

# --- The functions ------------------------------------------------------------------------------------------------------------

resource "aws_lambda_function" "this" {
  for_each = local.functions

  function_name    = each.value.name
  description      = each.value.description
  role             = aws_iam_role.this[each.key].arn
  filename         = var.package.path
  source_code_hash = var.package.hash
  handler          = "dist/index.handler"
  runtime          = "nodejs24.x"
  architectures    = ["arm64"]
  memory_size      = var.memory_mb
  timeout          = 900 # the most; a run ends itself in time, and the next one goes on

  # One at a time. Two would be right as well, since they lock each other out, but one of them would wait at our cost.
  reserved_concurrent_executions = var.reserve_concurrency ? 1 : -1

  vpc_config {
    subnet_ids         = [var.private_subnet_id]
    security_group_ids = [aws_security_group.this.id]
  }

  environment {
    variables = local.environment
  }

  logging_config {
    log_format = "Text" # each line is JSON already, and CloudWatch reads its metrics from it
    log_group  = aws_cloudwatch_log_group.this[each.key].name
  }

  tags = var.tags

  depends_on = [aws_iam_role_policy.this]
}

# --- The schedule, its retries, and where it ends when nothing helps --------------------------------------------------------------

resource "aws_lambda_function_event_invoke_config" "this" {
  for_each = local.functions

  function_name                = aws_lambda_function.this[each.key].function_name
  maximum_retry_attempts       = 2
  maximum_event_age_in_seconds = 3300 # the next hour's call does this one's work, too

  destination_config {
    on_failure {
      destination = aws_sqs_queue.failures.arn
    }
  }
}

locals {
  # The function that loads drops old facts, too: both need the warehouse, and neither removes anything of the lake.
  schedules = {
    etl = {
      function    = "etl", name = local.functions.etl.name, expression = var.schedule, input = null
      description = local.functions.etl.description
    }
    compact = {
      function    = "compact", name = local.functions.compact.name, expression = var.compact_schedule
      input       = jsonencode({ task = "compact" })
      description = local.functions.compact.description
    }
    retain = {
      function    = "etl", name = "${var.name}-retain", expression = var.retain_schedule
      input       = jsonencode({ task = "retain" })
      description = "Footfall's retention: drops facts older than facts_keep_days, once a day"
    }
  }
}

resource "aws_cloudwatch_event_rule" "this" {
  for_each = local.schedules

  name                = each.value.name
  description         = each.value.description
  schedule_expression = each.value.expression

  tags = var.tags
}

resource "aws_cloudwatch_event_target" "this" {
  for_each = local.schedules

  rule  = aws_cloudwatch_event_rule.this[each.key].name
  arn   = aws_lambda_function.this[each.value.function].arn
  input = each.value.input

  retry_policy {
    maximum_retry_attempts       = 4
    maximum_event_age_in_seconds = 3300
  }

  dead_letter_config {
    arn = aws_sqs_queue.failures.arn
  }
}

resource "aws_lambda_permission" "schedule" {
  for_each = local.schedules

  statement_id  = each.key == "retain" ? "retain" : "schedule"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this[each.value.function].function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.this[each.key].arn
}

resource "aws_sqs_queue" "failures" {
  name                      = "${var.name}-etl-failures"
  sqs_managed_sse_enabled   = true
  message_retention_seconds = 1209600 # 14 days, the most

  tags = var.tags
}

resource "aws_sqs_queue_policy" "failures" {
  queue_url = aws_sqs_queue.failures.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "SchedulesTellFailures"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.failures.arn
        Condition = { ArnEquals = { "aws:SourceArn" = [for rule in aws_cloudwatch_event_rule.this : rule.arn] } }
      },
      {
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.failures.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}
