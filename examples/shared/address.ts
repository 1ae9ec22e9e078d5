export interface Address {
  street: string;
  city: string;
}
