output "topic_arn" {
  description = "The topic that alarms go to."
  value       = aws_sns_topic.alarms.arn
}

output "alarm_names" {
  description = "All alarms."
  value       = sort(concat([for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_name], [aws_cloudwatch_metric_alarm.no_events.alarm_name]))
}

output "dashboard_url" {
  description = "The page of figures and alarms in AWS's console."
  value       = "https://${local.region}.console.aws.amazon.com/cloudwatch/home?region=${local.region}#dashboards/dashboard/${aws_cloudwatch_dashboard.this.dashboard_name}"
}
