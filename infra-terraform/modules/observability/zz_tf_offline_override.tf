# tf-offline: there only while "tf-offline" runs (process 31358); safe to delete.
terraform {
  backend "local" {
    path = "/tmp/tf-offline-0/observability-927a7b2823e6/terraform.tfstate"
  }
}
