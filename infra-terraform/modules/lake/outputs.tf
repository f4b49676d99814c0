output "raw_bucket_name" {
  description = "The lake: clickstream only."
  value       = aws_s3_bucket.raw.bucket
}

output "raw_bucket_arn" {
  description = "The lake's ARN."
  value       = aws_s3_bucket.raw.arn
}

output "artefact_bucket_name" {
  description = "The bucket of what is installed: the instance's bundle."
  value       = aws_s3_bucket.artefacts.bucket
}

output "artefact_bucket_arn" {
  description = "Its ARN."
  value       = aws_s3_bucket.artefacts.arn
}

output "log_bucket_name" {
  description = "The bucket of logs, below flow/, sessions/ and instance/."
  value       = aws_s3_bucket.logs.bucket
}

output "log_bucket_arn" {
  description = "Its ARN."
  value       = aws_s3_bucket.logs.arn
}
