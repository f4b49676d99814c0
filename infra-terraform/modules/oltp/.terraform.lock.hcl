# This file is maintained automatically by "terraform init".
# Manual edits may be lost in future updates.

provider "registry.terraform.io/hashicorp/aws" {
  version     = "6.66.0"
  constraints = ">= 6.10.0, < 7.0.0"
  hashes = [
    "h1:lJi4NvWnOB1l3q+WzVU/I3WJ0y3B9S8SrmmuZpdHF7k=",
  ]
}

provider "registry.terraform.io/hashicorp/random" {
  version     = "3.9.1"
  constraints = ">= 3.7.0, < 4.0.0"
  hashes = [
    "h1:eVCGosUoB0/r2oSnOt7YrXfspPB6hTxxPsaTwutfwjw=",
  ]
}
