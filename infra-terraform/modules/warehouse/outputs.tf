output "instance_id" {
  description = "The warehouse's instance."
  value       = aws_instance.warehouse.id
}

output "host" {
  description = "Its private address; it stays when the instance is replaced."
  value       = aws_network_interface.warehouse.private_ip
}

output "port" {
  description = "PostgreSQL's port."
  value       = 5432
}

output "database" {
  description = "Name of the database."
  value       = var.database
}

output "etl_user" {
  description = "The role that the ETL signs in as."
  value       = "footfall_etl"
}

output "security_group_id" {
  description = "The instance's security group."
  value       = aws_security_group.warehouse.id
}

output "password_parameter_name" {
  description = "SSM parameter with the ETL's password."
  value       = aws_ssm_parameter.password["etl"].name
}

output "password_parameter_arn" {
  description = "ARN of the SSM parameter with the ETL's password."
  value       = aws_ssm_parameter.password["etl"].arn
}

output "certificate_parameter_name" {
  description = "SSM parameter with the certificate of the warehouse's authority."
  value       = aws_ssm_parameter.certificate.name
}

output "certificate_parameter_arn" {
  description = "ARN of the SSM parameter with the certificate of the warehouse's authority."
  value       = aws_ssm_parameter.certificate.arn
}

output "backup_bucket_name" {
  description = "Bucket with dumps and the instance's logs."
  value       = aws_s3_bucket.backup.bucket
}

output "backup_bucket_arn" {
  description = "ARN of the bucket with dumps and the instance's logs."
  value       = aws_s3_bucket.backup.arn
}

output "data_volume_id" {
  description = "The data volume."
  value       = aws_ebs_volume.data.id
}

output "instance_role_arn" {
  description = "Role of the instance."
  value       = aws_iam_role.instance.arn
}

output "document_names" {
  description = "SSM documents by what they do."
  value       = { for key, document in aws_ssm_document.command : key => document.name }
}
