output "shop_url" {
  description = "Where the shop is: an origin that the collector must allow."
  value       = local.shop_url
}

output "origin" {
  description = "Where shoppers reach the shop, and come back to after they signed in."
  value       = local.origin
}

output "cdn_domain" {
  description = "Host of the CDN."
  value       = local.cdn_domain
}

output "cdn_target" {
  description = "What the DNS record of `cdn_domain` points to."
  value       = aws_cloudfront_distribution.cdn.domain_name
}

output "tracker_url" {
  description = "The tracker's file, or null."
  value       = var.tracker_file == null ? null : "https://${local.cdn_domain}/footfall.js"
}

output "first_party_endpoint" {
  description = "The collector on the CDN's domain, or null."
  value       = var.first_party ? local.collector_url : null
}

output "country_header" {
  description = "Header in which the CDN tells the collector the shopper's country, or null."
  value       = var.first_party ? "cloudfront-viewer-country" : null
}

output "trusted_proxies" {
  description = "The CDN's addresses, whose x-forwarded-for the collector may believe."
  value       = var.first_party ? data.aws_ip_ranges.cloudfront[0].cidr_blocks : []
}

output "media_bucket_name" {
  description = "Bucket for the shop's pictures."
  value       = aws_s3_bucket.media.bucket
}
