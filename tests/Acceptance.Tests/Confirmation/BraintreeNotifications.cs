using System.Text;

namespace Ledger.Acceptance.Tests.Confirmation;

/// <summary>Notifications of Braintree's about a payment of 49.90 EUR, in the form of the samples of its libraries.</summary>
static class BraintreeNotifications
{
    /// <summary>An id as Braintree makes them: nobody else's.</summary>
    internal static string NewId(char first) =>
        first + string.Concat(Guid.CreateVersion7().ToByteArray().Select(part => (char)('a' + (part % 26))));

    internal static byte[] Authorized(string id, string? currency = "EUR") => Of("local_payment_completed", $"""
        <local-payment><payment-id>PAY-{id}</payment-id>
          <transaction><id>{id}</id><status>authorized</status><amount>49.90</amount>{Currency(currency)}<order-id>order-{id}</order-id></transaction>
        </local-payment>
        """);

    internal static byte[] Settled(string id, string amount = "49.90", string status = "settled") => Of("transaction_settled", $"""
        <transaction><id>{id}</id><status>{status}</status><type>sale</type><amount>{amount}</amount>{Currency("EUR")}
          <order-id>order-{id}</order-id><payment-instrument-type>sepa_debit_account</payment-instrument-type></transaction>
        """);

    /// <summary>As braintree_ruby's sample: neither type nor currency nor status.</summary>
    internal static byte[] Disbursed(string id) => Of("transaction_disbursed", $"""
        <transaction><id>{id}</id><amount>49.90</amount>
          <disbursement-details><disbursement-date type="date">2026-11-20</disbursement-date></disbursement-details></transaction>
        """);

    internal static byte[] Refunded(string id, string sale) => Of("transaction_settled", $"""
        <transaction><id>{id}</id><status>settled</status><type>credit</type><amount>10.00</amount>{Currency("EUR")}
          <refunded-transaction-id>{sale}</refunded-transaction-id></transaction>
        """);

    internal static byte[] Disputed(string id, string sale, string kind = "dispute_opened", string status = "open") => Of(kind, $"""
        <dispute><id>{id}</id><amount>39.90</amount><amount-disputed>39.90</amount-disputed><amount-won>39.90</amount-won>
          {Currency("EUR")}<kind>chargeback</kind><status>{status}</status><reason>fraud</reason>
          <transaction><id>{sale}</id><amount>49.90</amount></transaction></dispute>
        """);

    internal static byte[] PaidOut(string id) => Of("disbursement", $"""
        <disbursement><id>{id}</id><success type="boolean">true</success><retry type="boolean">false</retry>
          <merchant-account><id>shop_eur</id>{Currency("EUR")}<sub-merchant-account type="boolean">false</sub-merchant-account></merchant-account>
          <amount>100.00</amount><disbursement-date type="date">2026-11-20</disbursement-date></disbursement>
        """);

    static string Currency(string? code) => code is null ? "" : $"<currency-iso-code>{code}</currency-iso-code>";

    static byte[] Of(string kind, string subject) => Encoding.UTF8.GetBytes($"""
        <notification>
          <timestamp type="datetime">{TimeProvider.System.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}</timestamp>
          <kind>{kind}</kind>
          <subject>{subject}</subject>
        </notification>
        """);
}
