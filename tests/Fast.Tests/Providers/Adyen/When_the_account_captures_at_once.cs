using Ledger.Fast.Tests.JournalPosting;
using Ledger.PaymentEvents;
using Ledger.Providers;
using Ledger.Providers.Adyen;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Adyen;

/// <summary>
/// Adyen's default: it captures what it authorises, and sends no CAPTURE about it. The endpoint's setting says so; no message does.
/// </summary>
public sealed class When_the_account_captures_at_once
{
    static readonly EndpointSettings AtOnce = Deliveries.Settings with { CapturesAtOnce = true };

    const string Captured =
        """
        1100 CR 12.50 EUR
        1150 DR 12.50 EUR
        """;

    [Theory]
    [InlineData(Captured, "authorization.created")]
    [InlineData(Captured, "authorization.created", "capture")] // Told all the same: one capture.
    [InlineData(Captured, "capture", "authorization.created")]
    [InlineData(Captured, "authorization.created", "capture.refused")]
    [InlineData("", "authorization.created", "capture.failed-later")]
    [InlineData("", "authorization.created", "authorization.voided")]
    [InlineData("", "authorization.created", "authorization.voided", "authorization.voided.technical")]
    [InlineData("", "authorization.created", "authorization.expired")]
    [InlineData("", "failure.refused")]
    public void Authorization_is_the_capture(string balances, params string[] samples)
    {
        var book = new Book(Book.Rules);
        var known = new HashSet<Guid>();
        foreach (var fact in samples.SelectMany(Translate).Where(fact => known.Add(fact.EventId)))
        {
            book.Post(fact);
        }

        Assert.Equal(balances, book.Balances);
    }

    [Fact]
    public void Capture_that_is_told_all_the_same_is_the_same_fact()
    {
        var (silent, told) = (Assert.Single(Translate("authorization.created")), Assert.Single(Translate("capture")));

        Assert.Equal((EventClass.CaptureSucceeded, silent.EventId), (told.Class, told.EventId));
        Assert.Equal(silent.Fingerprint(), told.Fingerprint());
    }

    [Fact]
    public void Elsewhere_an_authorization_moves_nothing() =>
        Assert.Equal(EventClass.AuthCreated, AdyenSampleTests.Single("authorization.created").Class);

    static IReadOnlyList<PaymentEvent> Translate(string sample) =>
        new AdyenProvider().Translate(Deliveries.Of(AdyenSampleTests.Read(sample)), AtOnce).Events;
}
