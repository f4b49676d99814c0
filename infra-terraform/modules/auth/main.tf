data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

# ---------------------------------------------------------------------------------------------------------------------
# The shop's users
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_cognito_user_pool" "shoppers" {
  name                     = "${var.name}-shoppers"
  deletion_protection      = var.allow_destroy ? "INACTIVE" : "ACTIVE"
  username_attributes      = ["email"]
  auto_verified_attributes = ["email"]
  mfa_configuration        = "OPTIONAL"
  # All that sign-in by the hosted page needs; the next tier costs about three times as much a user.
  user_pool_tier = "LITE"
  tags           = var.tags

  username_configuration {
    case_sensitive = false
  }

  password_policy {
    minimum_length                   = 12
    require_lowercase                = false
    require_uppercase                = false
    require_numbers                  = false
    require_symbols                  = false
    temporary_password_validity_days = 7
  }

  software_token_mfa_configuration {
    enabled = true
  }

  account_recovery_setting {
    recovery_mechanism {
      name     = "verified_email"
      priority = 1
    }
  }

  # An address is changed only once the new one has been shown to work.
  user_attribute_update_settings {
    attributes_require_verification_before_update = ["email"]
  }
}

# ---------------------------------------------------------------------------------------------------------------------
# The shop as a client: authorization code with PKCE. It has no secret, since PKCE proves who began; passwords are typed on
# Cognito's page alone
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_cognito_user_pool_client" "shop" {
  name         = "${var.name}-shop"
  user_pool_id = aws_cognito_user_pool.shoppers.id

  generate_secret                      = false
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["code"]
  allowed_oauth_scopes                 = ["openid", "email", "profile"]
  explicit_auth_flows                  = ["ALLOW_REFRESH_TOKEN_AUTH"]
  supported_identity_providers         = ["COGNITO"]
  callback_urls                        = var.callback_urls
  logout_urls                          = var.logout_urls

  # Whoever guesses addresses learns nothing from the answers.
  prevent_user_existence_errors = "ENABLED"
  enable_token_revocation       = true

  access_token_validity  = 60
  id_token_validity      = 60
  refresh_token_validity = 30

  token_validity_units {
    access_token  = "minutes"
    id_token      = "minutes"
    refresh_token = "days"
  }
}

# The account's number makes the name unique in the region, as it must be.
resource "aws_cognito_user_pool_domain" "sign_in" {
  domain       = "${var.name}-${data.aws_caller_identity.current.account_id}"
  user_pool_id = aws_cognito_user_pool.shoppers.id
}
