using Ledger.Cli.Shell;
using Ledger.Providers;

namespace Ledger.Cli.Webhooks;

/// <summary>A body with all that is needed to sign it as its provider would.</summary>
/// <param name="Provider">Who would send it.</param>
/// <param name="Endpoint">The endpoint it goes to.</param>
/// <param name="Secret">The signing secret; never printed.</param>
/// <param name="Body">The exact bytes.</param>
/// <param name="SignedAt">The instant to sign for; null for now.</param>
/// <param name="Time">The clock.</param>
sealed record SignedWebhook(
    IPaymentProvider Provider, string Endpoint, string Secret, byte[] Body, DateTimeOffset? SignedAt, TimeProvider Time)
{
    /// <summary>As it would be sent, signed now or at the given instant; by the simulator where only the provider can.</summary>
    public async Task<SignedRequest> SignAsync(SimulatedProvider simulated, CancellationToken ct) =>
        Provider.Sign(Body, Secret, SignedAt ?? Time.GetUtcNow())
        ?? await simulated.SignAsync(Body, Secret, SignedAt, ct)
        ?? throw CliError.WrongUsage(
            $"Only {Provider.Name} itself can sign a webhook of {Provider.Name}.",
            "Send it to the local stack, whose simulator signs, or from the provider's own sandbox.");

    /// <summary>Where it goes at a gateway.</summary>
    public Uri AddressAt(Uri gateway) => new(gateway, $"/v1/webhooks/{Provider.Name}/{Endpoint}");
}
