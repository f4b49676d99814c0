output "database_url_parameter_name" {
  description = "SSM parameter with the URL of the shop's database."
  value       = aws_ssm_parameter.database_url.name
}

output "database_url_parameter_arn" {
  description = "ARN of the SSM parameter with the URL of the shop's database."
  value       = aws_ssm_parameter.database_url.arn
}

output "certificate_parameter_name" {
  description = "SSM parameter with the certificate that the database is checked by, or null."
  value       = one(concat(aws_ssm_parameter.certificate[*].name, aws_ssm_parameter.existing_certificate[*].name))
}

output "public_ip" {
  description = "Address of the shop's PostgreSQL, or null."
  value       = one(aws_eip.shop[*].public_ip)
}

output "instance_id" {
  description = "The shop's instance, or null."
  value       = one(aws_instance.shop[*].id)
}
