using System.Buffers;
using System.Text.Json;
using Ledger.PaymentEvents;
using Ledger.Providers.Api;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Adyen;

/// <summary>
/// Adyen's Transfers API as far as it is read: a transfer, by its id. Of classic payments Adyen has no object to read, and neither of
/// reports: their messages go out as they were sent.
/// </summary>
sealed class AdyenApi : IProviderApi
{
    const string Key = "key";
    const string TransferMessages = "balancePlatform.transfer.";

    /// <summary>The first version in which a transfer can be read by its id.</summary>
    const string Transfers = "/btl/v4/transfers/";

    const int IdCharsMax = 128;

    /// <summary>What Adyen makes ids of; none of it needs escaping, or leads elsewhere.</summary>
    static readonly SearchValues<char> InId = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    /// <inheritdoc/>
    public IReadOnlyList<string> Credentials => [Key];

    /// <inheritdoc/>
    public Uri Address { get; } = new("https://balanceplatform-api-live.adyen.com");

    /// <inheritdoc/>
    public ApiSignIn SignIn(ApiAccess access) => new ApiSignIn.Header("X-API-Key", access.Credentials[Key]);

    /// <inheritdoc/>
    public ApiRead? ReadOf(IReadOnlyList<PaymentEvent> reported, EndpointSettings settings)
    {
        var first = reported[0];
        return IsOfTransfer(first) && IsId(first.ProviderObjectId) ? new ApiRead(Transfers + first.ProviderObjectId) : null;
    }

    /// <inheritdoc/>
    public ObjectReading Read(IReadOnlyList<PaymentEvent> reported, ReadOnlyMemory<byte> body, EndpointSettings settings)
    {
        var first = reported[0];
        if (!IsOfTransfer(first))
        {
            return ObjectReading.Not("For such a message nothing is read.");
        }

        using var document = JsonBody.Parse(body, out _, out var why);
        if (document is null)
        {
            return ObjectReading.Not(why);
        }

        var transfer = document.RootElement;
        if (transfer.Text("id") != first.ProviderObjectId)
        {
            return ObjectReading.Not("The answer is no transfer with the id that was asked for.");
        }

        var translation = Translate(transfer, first, settings);
        if (translation.IsPartOf(reported))
        {
            return ObjectReading.Not(translation.Detail!);
        }

        var (standing, state) = AdyenStandings.Of(first.Class, transfer);
        return new ObjectReading(standing, CleanText.Of(state), translation.Events);
    }

    /// <summary>The transfer in the envelope of its message, translated as if it had come that way.</summary>
    static Translation Translate(JsonElement transfer, PaymentEvent first, EndpointSettings settings) =>
        AdyenTranslation.Of(
            new AdyenEnvelope
            {
                Webhook = new RawWebhook(
                    first.DeliveryId, new Dictionary<string, string>(), ReadOnlyMemory<byte>.Empty, first.BodySha256, first.ReceivedAt),
                Settings = settings with { Account = first.Account }, // Its facts keep their keys, whatever the endpoint says by now.
                Account = first.Account,
                Id = first.ProviderEventId,
                Type = first.ProviderEventType,
                Object = transfer,
                OccurredAt = first.OccurredAt,
                Livemode = first.Livemode,
                Reference = first.ProviderObjectId,
            },
            isItem: false);

    static bool IsOfTransfer(PaymentEvent fact) => fact.ProviderEventType.StartsWith(TransferMessages, StringComparison.Ordinal);

    static bool IsId(string id) => id.Length is > 0 and <= IdCharsMax && id.AsSpan().IndexOfAnyExcept(InId) < 0;
}
