export default interface Currency {
  code: string;
  decimals: number;
}

export const EURO: Currency = { code: "EUR", decimals: 2 };
