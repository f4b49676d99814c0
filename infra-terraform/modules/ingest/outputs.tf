output "api_endpoint" {
  description = "The collector's URL; events go to its /clickstream."
  value       = aws_apigatewayv2_api.this.api_endpoint
}

output "api_domain" {
  description = "The host in that URL, as the origin of a CDN."
  value       = trimprefix(aws_apigatewayv2_api.this.api_endpoint, "https://")
}

output "api_id" {
  description = "The HTTP API."
  value       = aws_apigatewayv2_api.this.id
}

output "function_name" {
  description = "The collector's function."
  value       = aws_lambda_function.collector.function_name
}

output "function_arn" {
  description = "Its ARN."
  value       = aws_lambda_function.collector.arn
}

output "failure_queue_name" {
  description = "The queue of calls that nobody waited for, and that failed."
  value       = aws_sqs_queue.failures.name
}

output "environment" {
  description = "The function's variables."
  value       = local.environment
}

output "log_group_names" {
  description = "The function's log group, and the API's access log."
  value       = [aws_cloudwatch_log_group.function.name, aws_cloudwatch_log_group.access.name]
}
