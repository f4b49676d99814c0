mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name                    = "footfall"
  alarm_email             = "ops@shop.example"
  api_id                  = "a1b2c3d4e5"
  collector_function_name = "footfall-collector"
  etl_function_name       = "footfall-etl"
  compact_function_name   = "footfall-compact"
  failure_queue_names     = { etl = "footfall-etl-failures", collector = "footfall-collector-failures" }
  instance_id             = "i-0a1b2c3d4e5f67890"
}

run "minimal" {
  command = plan

  # Who is told
  assert {
    condition     = aws_sns_topic_subscription.email.topic_arn == aws_sns_topic.alarms.arn && aws_sns_topic_subscription.email.protocol == "email" && aws_sns_topic_subscription.email.endpoint == "ops@shop.example"
    error_message = "Alarms come by mail."
  }
  assert {
    condition     = aws_sns_topic.alarms.kms_master_key_id == aws_kms_key.alarms.arn && aws_kms_key.alarms.enable_key_rotation
    error_message = "Alarms are encrypted with a key that CloudWatch may use."
  }
  assert {
    condition     = toset(jsondecode(aws_kms_key.alarms.policy).Statement[1].Principal.Service) == toset(["cloudwatch.amazonaws.com", "budgets.amazonaws.com"]) && jsondecode(aws_kms_key.alarms.policy).Statement[1].Condition.StringEquals["aws:SourceAccount"] == "123456789012"
    error_message = "CloudWatch and budgets may use the key, for our account only."
  }
  assert {
    condition     = jsondecode(aws_sns_topic_policy.alarms.policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "123456789012"
    error_message = "Only our account's alarms may be published."
  }
  assert {
    condition     = alltrue([for alarm in concat(values(aws_cloudwatch_metric_alarm.this), [aws_cloudwatch_metric_alarm.no_events]) : alarm.alarm_actions == toset([aws_sns_topic.alarms.arn]) && alarm.ok_actions == toset([aws_sns_topic.alarms.arn])])
    error_message = "Each alarm goes to the topic, and so does its end."
  }
  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : length(alarm.alarm_description) > 20])
    error_message = "Each alarm says what has happened."
  }

  # Which alarms there are
  assert {
    condition     = toset(keys(aws_cloudwatch_metric_alarm.this)) == toset(["collector-5xx", "collector-throttles", "collector-errors", "etl-errors", "etl-function-errors", "compact-errors", "etl-late", "etl-unbalanced", "etl-incomplete", "freshness", "instance-check", "disk", "root-disk", "backup", "instance-report", "failed-units", "failures-etl", "failures-collector"])
    error_message = "There is an alarm for each thing that can go wrong."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["collector-5xx"].namespace == "AWS/ApiGateway" && aws_cloudwatch_metric_alarm.this["collector-5xx"].metric_name == "5xx" && aws_cloudwatch_metric_alarm.this["collector-5xx"].dimensions == tomap({ ApiId = "a1b2c3d4e5" }) && aws_cloudwatch_metric_alarm.this["collector-5xx"].threshold == 0
    error_message = "An alarm watches the API's 5xx."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["collector-throttles"].metric_name == "Throttles" && aws_cloudwatch_metric_alarm.this["collector-throttles"].dimensions == tomap({ FunctionName = "footfall-collector" })
    error_message = "An alarm watches the collector's throttles."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["collector-errors"].metric_name == "Errors" && aws_cloudwatch_metric_alarm.this["etl-function-errors"].dimensions == tomap({ FunctionName = "footfall-etl" }) && aws_cloudwatch_metric_alarm.this["compact-errors"].dimensions == tomap({ FunctionName = "footfall-compact" })
    error_message = "Alarms watch the functions' errors."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["etl-errors"].namespace == "Footfall" && aws_cloudwatch_metric_alarm.this["etl-errors"].metric_name == "Failed" && aws_cloudwatch_metric_alarm.this["etl-errors"].evaluation_periods == 2
    error_message = "An alarm tells of a run that failed twice in a row."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["etl-late"].metric_name == "SecondsSinceLastSuccess" && aws_cloudwatch_metric_alarm.this["etl-late"].threshold == 10800 && aws_cloudwatch_metric_alarm.this["etl-late"].treat_missing_data == "breaching"
    error_message = "A late ETL is an alarm, and one that says nothing at all, too."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["etl-unbalanced"].metric_name == "UnbalancedHours" && aws_cloudwatch_metric_alarm.this["etl-unbalanced"].threshold == 0
    error_message = "An hour that does not add up is an alarm."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["freshness"].metric_name == "LagSeconds" && aws_cloudwatch_metric_alarm.this["freshness"].threshold == 43200
    error_message = "Old data is an alarm."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["failures-etl"].metric_name == "ApproximateNumberOfMessagesVisible" && aws_cloudwatch_metric_alarm.this["failures-etl"].dimensions == tomap({ QueueName = "footfall-etl-failures" }) && aws_cloudwatch_metric_alarm.this["failures-etl"].threshold == 0
    error_message = "A message in a dead-letter queue is an alarm."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["disk"].metric_name == "WarehouseDiskUsedPercent" && aws_cloudwatch_metric_alarm.this["disk"].threshold == 80
    error_message = "A data volume that fills up is an alarm."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["instance-check"].metric_name == "StatusCheckFailed" && aws_cloudwatch_metric_alarm.this["instance-check"].dimensions == tomap({ InstanceId = "i-0a1b2c3d4e5f67890" }) && aws_cloudwatch_metric_alarm.this["instance-check"].treat_missing_data == "breaching"
    error_message = "A failing instance is an alarm, and a missing one, too."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["backup"].threshold == 93600
    error_message = "A backup older than 26 hours is an alarm."
  }
  assert {
    condition     = one([for query in aws_cloudwatch_metric_alarm.no_events.metric_query : query.metric[0] if query.id == "accepted"]).metric_name == "Accepted" && one([for query in aws_cloudwatch_metric_alarm.no_events.metric_query : query.metric[0] if query.id == "accepted"]).period == 3600
    error_message = "An alarm counts the events accepted in an hour."
  }
  assert {
    condition     = contains([for query in aws_cloudwatch_metric_alarm.no_events.metric_query : query.expression], "FILL(accepted, 0)") && aws_cloudwatch_metric_alarm.no_events.threshold == 1
    error_message = "Silence counts as no events."
  }
  assert {
    condition     = one([for query in aws_cloudwatch_metric_alarm.no_events.metric_query : query.expression if query.return_data == true]) == "IF(HOUR(e) >= 0 AND HOUR(e) < 24, e, 1)"
    error_message = "Without opening hours a shop is always open."
  }

  # The rest
  assert {
    condition     = aws_budgets_budget.month.limit_amount == "60" && aws_budgets_budget.month.time_unit == "MONTHLY" && length(aws_budgets_budget.month.notification) == 2
    error_message = "A budget tells of what is spent, and of what will be."
  }
  assert {
    condition     = alltrue([for notification in aws_budgets_budget.month.notification : notification.subscriber_sns_topic_arns == toset([aws_sns_topic.alarms.arn])])
    error_message = "The budget tells the topic."
  }
  assert {
    condition     = length(jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets) == 9 && length(jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets[0].properties.alarms) == 19
    error_message = "The dashboard shows the alarms and eight graphs."
  }
}

run "full" {
  command = plan

  variables {
    opening_hours_utc     = { from = 7, to = 21 }
    freshness_limit_hours = 4
    budget_usd            = 200
    tags                  = { Shop = "example" }
  }

  assert {
    condition     = one([for query in aws_cloudwatch_metric_alarm.no_events.metric_query : query.expression if query.return_data == true]) == "IF(HOUR(e) >= 7 AND HOUR(e) < 21, e, 1)"
    error_message = "The alarm holds in the opening hours."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["freshness"].threshold == 14400 && aws_budgets_budget.month.limit_amount == "200"
    error_message = "Limits can be chosen."
  }
}

run "open_past_midnight" {
  command = plan

  variables {
    opening_hours_utc = { from = 16, to = 4 }
  }

  assert {
    condition     = one([for query in aws_cloudwatch_metric_alarm.no_events.metric_query : query.expression if query.return_data == true]) == "IF(HOUR(e) >= 16 OR HOUR(e) < 4, e, 1)"
    error_message = "A shop may be open past midnight."
  }
}

run "refuses_hours_that_are_none" {
  command = plan

  variables {
    opening_hours_utc = { from = 7, to = 25 }
  }

  expect_failures = [var.opening_hours_utc]
}

run "refuses_an_address_that_is_none" {
  command = plan

  variables {
    alarm_email = "ops"
  }

  expect_failures = [var.alarm_email]
}
