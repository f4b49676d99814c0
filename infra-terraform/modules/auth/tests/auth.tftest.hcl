mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name          = "footfall"
  callback_urls = ["https://shop.example/sign-in/callback"]
  logout_urls   = ["https://shop.example/"]
}

run "full" {
  command = plan

  assert {
    condition     = aws_cognito_user_pool_client.shop.allowed_oauth_flows == toset(["code"]) && aws_cognito_user_pool_client.shop.allowed_oauth_flows_user_pool_client
    error_message = "The shop must sign in by authorization code, never by the implicit flow."
  }
  assert {
    condition     = aws_cognito_user_pool_client.shop.generate_secret == false
    error_message = "The shop's client must be a public one, which proves itself by PKCE."
  }
  assert {
    condition     = aws_cognito_user_pool_client.shop.explicit_auth_flows == toset(["ALLOW_REFRESH_TOKEN_AUTH"])
    error_message = "No password may be sent by the shop itself."
  }
  assert {
    condition     = aws_cognito_user_pool_client.shop.allowed_oauth_scopes == toset(["openid", "email", "profile"])
    error_message = "The shop must ask for no more than who the shopper is."
  }
  assert {
    condition     = aws_cognito_user_pool_client.shop.callback_urls == toset(var.callback_urls) && aws_cognito_user_pool_client.shop.logout_urls == toset(var.logout_urls)
    error_message = "Sign-in must return to the shop's addresses only."
  }
  assert {
    condition     = aws_cognito_user_pool_client.shop.prevent_user_existence_errors == "ENABLED"
    error_message = "The sign-in must not tell who has an account."
  }
  assert {
    condition     = aws_cognito_user_pool_client.shop.access_token_validity == 60 && aws_cognito_user_pool_client.shop.token_validity_units[0].access_token == "minutes"
    error_message = "Tokens must end after an hour."
  }
  assert {
    condition     = aws_cognito_user_pool.shoppers.deletion_protection == "ACTIVE"
    error_message = "The pool must be protected from deletion."
  }
  assert {
    condition     = aws_cognito_user_pool.shoppers.password_policy[0].minimum_length >= 12
    error_message = "Passwords must have twelve characters."
  }
  assert {
    condition     = aws_cognito_user_pool_domain.sign_in.domain == "footfall-123456789012" && output.hosted_ui_domain == "footfall-123456789012.auth.eu-central-1.amazoncognito.com"
    error_message = "The sign-in page must have a domain."
  }
  assert {
    condition     = output.issuer == "https://cognito-idp.eu-central-1.amazonaws.com/${aws_cognito_user_pool.shoppers.id}"
    error_message = "The issuer must be the pool's."
  }
}

run "minimal" {
  command = plan
  variables {
    allow_destroy = true
  }
  assert {
    condition     = aws_cognito_user_pool.shoppers.deletion_protection == "INACTIVE"
    error_message = "allow_destroy must let the pool be destroyed."
  }
}

run "refuses_a_callback_without_tls" {
  command = plan
  variables {
    callback_urls = ["http://shop.example/sign-in/callback"]
  }
  expect_failures = [var.callback_urls]
}

run "refuses_a_name_that_cognito_refuses" {
  command = plan
  variables {
    name = "aws-shop"
  }
  expect_failures = [var.name]
}
