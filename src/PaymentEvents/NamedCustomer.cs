using System.Security.Cryptography;
using System.Text;

namespace Ledger.PaymentEvents;

/// <summary>
/// The person behind a provider's customer id, for whom data is kept and erased, known by a hash alone.
/// </summary>
/// <param name="Account">The provider account whose customer it is.</param>
/// <param name="Sha256">SHA-256 of provider, account and customer id, lower-case hex.</param>
public sealed record NamedCustomer(string Account, string Sha256)
{
    /// <summary>A customer of an account.</summary>
    public static NamedCustomer Of(string provider, string account, string customerId) => new(
        account,
        Convert.ToHexStringLower(SHA256.HashData(
            Encoding.UTF8.GetBytes(string.Join('\u001f', "subject-1", provider, account, customerId)))));

    /// <summary>The customers that facts name, each once, in order.</summary>
    public static IReadOnlyList<NamedCustomer> AllOf(IReadOnlyList<PaymentEvent> facts) =>
    [
        .. facts.Where(fact => fact.CustomerRef is not null)
            .Select(fact => Of(fact.Provider, fact.Account, fact.CustomerRef!)).Distinct(),
    ];
}
