output "function_name" {
  description = "The function that loads."
  value       = aws_lambda_function.this["etl"].function_name
}

output "compact_function_name" {
  description = "The function that compacts the lake."
  value       = aws_lambda_function.this["compact"].function_name
}

output "security_group_id" {
  description = "The functions' security group: the source of connections to the warehouse."
  value       = aws_security_group.this.id
}

output "failure_queue_name" {
  description = "The queue of calls that failed for good."
  value       = aws_sqs_queue.failures.name
}

output "failure_queue_arn" {
  description = "Its ARN."
  value       = aws_sqs_queue.failures.arn
}

output "environment" {
  description = "The functions' variables."
  value       = local.environment
}

output "log_group_names" {
  description = "The functions' log groups."
  value       = [for group in aws_cloudwatch_log_group.this : group.name]
}
