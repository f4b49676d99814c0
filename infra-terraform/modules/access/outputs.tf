output "dashboards_command" {
  description = "Brings the dashboards to http://localhost:3838. Needs the AWS CLI with its Session Manager plugin."
  value       = "aws ssm start-session --region ${local.region} --target ${var.instance_id} --document-name ${aws_ssm_document.port["dashboards"].name}"
}

output "database_command" {
  description = "Brings PostgreSQL to localhost:5432; `--parameters localPortNumber=15432` takes another port."
  value       = "aws ssm start-session --region ${local.region} --target ${var.instance_id} --document-name ${aws_ssm_document.port["database"].name}"
}

output "shell_command" {
  description = "Opens a shell on the instance."
  value       = "aws ssm start-session --region ${local.region} --target ${var.instance_id}"
}

output "analysts_policy_arn" {
  description = "Policy for those who look at dashboards."
  value       = aws_iam_policy.analysts.arn
}

output "operators_policy_arn" {
  description = "Policy for those who run the warehouse."
  value       = aws_iam_policy.operators.arn
}
