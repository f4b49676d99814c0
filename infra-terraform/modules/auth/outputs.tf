output "user_pool_id" {
  description = "The user pool: the collector's FOOTFALL_COGNITO_USER_POOL."
  value       = aws_cognito_user_pool.shoppers.id
}

output "client_id" {
  description = "The shop's client id, which is public."
  value       = aws_cognito_user_pool_client.shop.id
}

output "issuer" {
  description = "The issuer of tokens; `/.well-known/openid-configuration` below it has the rest."
  value       = "https://cognito-idp.${data.aws_region.current.region}.${data.aws_partition.current.dns_suffix}/${aws_cognito_user_pool.shoppers.id}"
}

output "hosted_ui_domain" {
  description = "Host of the sign-in page."
  value       = "${aws_cognito_user_pool_domain.sign_in.domain}.auth.${data.aws_region.current.region}.amazoncognito.com"
}
