# One topic for what needs a person, alarms on figures that are counted, and a page that shows them.
# Footfall's own figures come from the functions' log lines (CloudWatch's embedded metric format): docs/operate.md names them.

data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

data "aws_partition" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  region     = data.aws_region.current.region
  partition  = data.aws_partition.current.partition
  namespace  = "Footfall"
  hour       = 3600

  opens  = var.opening_hours_utc.from
  closes = var.opening_hours_utc.to
  # A shop that opens before midnight and closes after it, by UTC, is open in two parts of a day.
  is_open = local.opens < local.closes ? "HOUR(e) >= ${local.opens} AND HOUR(e) < ${local.closes}" : "HOUR(e) >= ${local.opens} OR HOUR(e) < ${local.closes}"

  # --- What each alarm watches: a metric, or an expression over it. `missing` is what silence means.
  alarms = merge(
    {
      collector-5xx = {
        description = "The API answered 5xx: the lake did not take events, or the collector failed. Trackers keep their events and repeat."
        namespace   = "AWS/ApiGateway", metric = "5xx", dimensions = { ApiId = var.api_id }
        statistic   = "Sum", period = 300, periods = 2, operator = "GreaterThanThreshold", threshold = 0, missing = "notBreaching"
      }
      collector-throttles = {
        description = "Calls of the collector were turned away: more came than its reserved concurrency takes. Trackers repeat."
        namespace   = "AWS/Lambda", metric = "Throttles", dimensions = { FunctionName = var.collector_function_name }
        statistic   = "Sum", period = 300, periods = 2, operator = "GreaterThanThreshold", threshold = 0, missing = "notBreaching"
      }
      collector-errors = {
        description = "The collector's function failed: a fault of ours, or its time was up."
        namespace   = "AWS/Lambda", metric = "Errors", dimensions = { FunctionName = var.collector_function_name }
        statistic   = "Sum", period = 300, periods = 1, operator = "GreaterThanThreshold", threshold = 0, missing = "notBreaching"
      }
      etl-errors = {
        description = "An ETL run failed twice in a row. Nothing is lost; the log says why."
        namespace   = local.namespace, metric = "Failed", dimensions = {}
        statistic   = "Minimum", period = local.hour, periods = 2, operator = "GreaterThanOrEqualToThreshold", threshold = 1, missing = "notBreaching"
      }
      etl-function-errors = {
        description = "The ETL's function failed in two hours, also where it could not write its figures."
        namespace   = "AWS/Lambda", metric = "Errors", dimensions = { FunctionName = var.etl_function_name }
        statistic   = "Sum", period = local.hour, periods = 2, operator = "GreaterThanThreshold", threshold = 0, missing = "notBreaching"
      }
      compact-errors = {
        description = "The lake's compaction failed. Nothing is lost, and the next one goes on."
        namespace   = "AWS/Lambda", metric = "Errors", dimensions = { FunctionName = var.compact_function_name }
        statistic   = "Sum", period = local.hour, periods = 1, operator = "GreaterThanThreshold", threshold = 0, missing = "notBreaching"
      }
      etl-late = {
        description = "No ETL run has succeeded for three hours."
        namespace   = local.namespace, metric = "SecondsSinceLastSuccess", dimensions = {}
        statistic   = "Minimum", period = local.hour, periods = 3, operator = "GreaterThanThreshold", threshold = 3 * local.hour, missing = "breaching"
      }
      etl-unbalanced = {
        description = "An hour of the lake does not add up: received is not loaded + duplicate + rejected + erased. See dash.balance."
        namespace   = local.namespace, metric = "UnbalancedHours", dimensions = {}
        statistic   = "Maximum", period = local.hour, periods = 1, operator = "GreaterThanThreshold", threshold = 0, missing = "notBreaching"
      }
      etl-incomplete = {
        description = "For six hours the ETL's time has not sufficed for what came."
        namespace   = local.namespace, metric = "Incomplete", dimensions = {}
        statistic   = "Minimum", period = local.hour, periods = 6, operator = "GreaterThanOrEqualToThreshold", threshold = 1, missing = "notBreaching"
      }
      freshness = {
        description = "The newest loaded event is older than the shop is ever silent."
        namespace   = local.namespace, metric = "LagSeconds", dimensions = {}
        statistic   = "Minimum", period = local.hour, periods = 2, operator = "GreaterThanThreshold", threshold = var.freshness_limit_hours * local.hour, missing = "notBreaching"
      }
      instance-check = {
        description = "The warehouse's instance fails EC2's checks. It is recovered by itself; this alarm says so."
        namespace   = "AWS/EC2", metric = "StatusCheckFailed", dimensions = { InstanceId = var.instance_id }
        statistic   = "Maximum", period = 60, periods = 5, operator = "GreaterThanThreshold", threshold = 0, missing = "breaching"
      }
      # The instance reaches no CloudWatch: it tells the warehouse, and the ETL's runs tell on.
      disk = {
        description = "The warehouse's data volume is 80 % full. Grow it: docs/operate.md."
        namespace   = local.namespace, metric = "WarehouseDiskUsedPercent", dimensions = {}
        statistic   = "Maximum", period = local.hour, periods = 1, operator = "GreaterThanOrEqualToThreshold", threshold = 80, missing = "missing"
      }
      root-disk = {
        description = "The instance's root volume is 85 % full."
        namespace   = local.namespace, metric = "RootDiskUsedPercent", dimensions = {}
        statistic   = "Maximum", period = local.hour, periods = 1, operator = "GreaterThanOrEqualToThreshold", threshold = 85, missing = "missing"
      }
      backup = {
        description = "The last dump of the warehouse is older than 26 hours."
        namespace   = local.namespace, metric = "SecondsSinceBackup", dimensions = {}
        statistic   = "Minimum", period = local.hour, periods = 1, operator = "GreaterThanThreshold", threshold = 26 * local.hour, missing = "missing"
      }
      instance-report = {
        description = "The instance has not reported to the warehouse for ten minutes."
        namespace   = local.namespace, metric = "SecondsSinceInstanceReport", dimensions = {}
        statistic   = "Minimum", period = local.hour, periods = 2, operator = "GreaterThanThreshold", threshold = 600, missing = "missing"
      }
      failed-units = {
        description = "A service of the instance has failed, as the dashboards or the backup."
        namespace   = local.namespace, metric = "FailedUnits", dimensions = {}
        statistic   = "Minimum", period = local.hour, periods = 1, operator = "GreaterThanThreshold", threshold = 0, missing = "missing"
      }
    },
    {
      for key, queue in var.failure_queue_names : "failures-${key}" => {
        description = "Calls that failed for good wait in ${queue}."
        namespace   = "AWS/SQS", metric = "ApproximateNumberOfMessagesVisible", dimensions = { QueueName = queue }
        statistic   = "Maximum", period = 300, periods = 1, operator = "GreaterThanThreshold", threshold = 0, missing = "notBreaching"
      }
    },
  )
}

# --- Who is told --------------------------------------------------------------------------------------------------------------

# A key of ours, because CloudWatch may not publish to a topic under AWS's own: that key's policy cannot be changed.
resource "aws_kms_key" "alarms" {
  description             = "${var.name}: alarms on their way"
  enable_key_rotation     = true
  deletion_window_in_days = 7

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AccountManagesTheKey"
        Effect    = "Allow"
        Principal = { AWS = "arn:${local.partition}:iam::${local.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "AlarmsAndBudgets"
        Effect    = "Allow"
        Principal = { Service = ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"] }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }
      },
    ]
  })

  tags = var.tags
}

resource "aws_sns_topic" "alarms" {
  name              = "${var.name}-alarms"
  kms_master_key_id = aws_kms_key.alarms.arn

  tags = var.tags
}

resource "aws_sns_topic_policy" "alarms" {
  arn = aws_sns_topic.alarms.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AlarmsAndBudgets"
        Effect    = "Allow"
        Principal = { Service = ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"] }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.alarms.arn
        Condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }
      },
    ]
  })
}

resource "aws_sns_topic_subscription" "email" {
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = var.alarm_email
}

# --- Alarms -------------------------------------------------------------------------------------------------------------------

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  period              = each.value.period
  evaluation_periods  = each.value.periods
  comparison_operator = each.value.operator
  threshold           = each.value.threshold
  treat_missing_data  = each.value.missing
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]

  tags = var.tags
}

# Silence counts as 0, so that a broken script tag is seen as well as a broken collector; and outside the opening hours as open.
resource "aws_cloudwatch_metric_alarm" "no_events" {
  alarm_name          = "${var.name}-no-events"
  alarm_description   = "No event was accepted for an hour within the opening hours: is the tracker still in the pages, and does the collector answer?"
  evaluation_periods  = 1
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]

  metric_query {
    id          = "accepted"
    return_data = false

    metric {
      namespace   = local.namespace
      metric_name = "Accepted"
      dimensions  = { Route = "collect" }
      stat        = "Sum"
      period      = local.hour
    }
  }

  metric_query {
    id          = "e"
    expression  = "FILL(accepted, 0)"
    label       = "accepted events"
    return_data = false
  }

  metric_query {
    id          = "in_opening_hours"
    expression  = "IF(${local.is_open}, e, 1)"
    label       = "accepted events in opening hours"
    return_data = true
  }

  tags = var.tags
}

# --- What is spent ------------------------------------------------------------------------------------------------------------

resource "aws_budgets_budget" "month" {
  name         = "${var.name}-month"
  budget_type  = "COST"
  limit_amount = tostring(var.budget_usd)
  limit_unit   = "USD"
  time_unit    = "MONTHLY"

  dynamic "notification" {
    for_each = { ACTUAL = 80, FORECASTED = 100 }

    content {
      notification_type         = notification.key
      comparison_operator       = "GREATER_THAN"
      threshold                 = notification.value
      threshold_type            = "PERCENTAGE"
      subscriber_sns_topic_arns = [aws_sns_topic.alarms.arn]
    }
  }

  tags = var.tags
}

# --- The page that shows all of it ----------------------------------------------------------------------------------------------

locals {
  graphs = [
    { title = "Events: accepted and refused", metrics = [
      [local.namespace, "Accepted", "Route", "collect"],
      [local.namespace, "Rejected", "Route", "collect"],
    ], stat = "Sum", period = 300 },
    { title = "API: requests, 4xx and 5xx", metrics = [
      ["AWS/ApiGateway", "Count", "ApiId", var.api_id],
      ["AWS/ApiGateway", "4xx", "ApiId", var.api_id],
      ["AWS/ApiGateway", "5xx", "ApiId", var.api_id],
    ], stat = "Sum", period = 300 },
    { title = "How long the lake takes to store (p99, ms)", metrics = [
      [local.namespace, "WriteLatency", "Route", "collect"],
    ], stat = "p99", period = 300 },
    { title = "Collector: errors, throttles", metrics = [
      ["AWS/Lambda", "Errors", "FunctionName", var.collector_function_name],
      ["AWS/Lambda", "Throttles", "FunctionName", var.collector_function_name],
    ], stat = "Sum", period = 300 },
    { title = "ETL: what became of the lake's lines", metrics = [
      [local.namespace, "LoadedEvents"],
      [local.namespace, "DuplicateEvents"],
      [local.namespace, "RejectedEvents"],
      [local.namespace, "ErasedEvents"],
    ], stat = "Sum", period = local.hour },
    { title = "ETL: behind by (s), run takes (s)", metrics = [
      [local.namespace, "LagSeconds"],
      [local.namespace, "SecondsSinceLastSuccess"],
      [local.namespace, "RunSeconds"],
    ], stat = "Maximum", period = local.hour },
    { title = "ETL: failed, incomplete, unbalanced", metrics = [
      [local.namespace, "Failed"],
      [local.namespace, "Incomplete"],
      [local.namespace, "UnbalancedHours"],
    ], stat = "Maximum", period = local.hour },
    { title = "Instance: disks (%), processor (%)", metrics = [
      [local.namespace, "WarehouseDiskUsedPercent"],
      [local.namespace, "RootDiskUsedPercent"],
      ["AWS/EC2", "CPUUtilization", "InstanceId", var.instance_id],
    ], stat = "Maximum", period = 300 },
  ]
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name

  dashboard_body = jsonencode({
    widgets = concat(
      [
        {
          type       = "alarm", x = 0, y = 0, width = 24, height = 4
          properties = { title = "Alarms", alarms = concat([for alarm in aws_cloudwatch_metric_alarm.this : alarm.arn], [aws_cloudwatch_metric_alarm.no_events.arn]) }
        },
      ],
      [
        for i, graph in local.graphs : {
          type       = "metric", x = (i % 2) * 12, y = 4 + floor(i / 2) * 6, width = 12, height = 6
          properties = merge(graph, { region = local.region, view = "timeSeries" })
        }
      ],
    )
  })
}
