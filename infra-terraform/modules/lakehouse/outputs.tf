output "workgroup" {
  description = "The workgroup to ask in."
  value       = aws_athena_workgroup.this.name
}

output "database" {
  description = "The database that holds the table events."
  value       = aws_glue_catalog_database.this.name
}

output "results_bucket_name" {
  description = "Where answers lie for a week."
  value       = aws_s3_bucket.results.bucket
}
