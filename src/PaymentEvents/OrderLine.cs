namespace Ledger.PaymentEvents;

/// <summary>What was sold: needed to move stock, never guessed (R-GW-28).</summary>
/// <param name="Sku">Stock-keeping unit.</param>
/// <param name="Quantity">Units, above zero.</param>
/// <param name="Location">Where the units lie; null when the provider's message does not say.</param>
public sealed record OrderLine(string Sku, int Quantity, string? Location);
