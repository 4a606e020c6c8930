using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.Fast.Tests.JournalPosting;
using Ledger.PaymentEvents;
using Xunit;

namespace Ledger.Fast.Tests.PaymentEvents;

/// <summary>R-EV-11: a sender of an older build does not write what was added since; null must not take its place.</summary>
public sealed class When_a_sender_leaves_members_out
{
    [Theory]
    [InlineData("absent")]
    [InlineData("null")]
    public void What_has_a_default_has_it(string how)
    {
        var full = PaymentSample.Event(EventClass.CaptureSucceeded, PaymentSample.Eur(500));
        JsonObject json = JsonSerializer.SerializeToNode(full, PaymentEventJson.Default.PaymentEvent)!.AsObject();
        foreach (var member in new[] { "completeness", "orderLines", "amounts" })
        {
            Assert.True(json.ContainsKey(member));
            json.Remove(member);
            if (how == "null")
            {
                json[member] = null;
            }
        }

        var sparse = JsonSerializer.Deserialize(json, PaymentEventJson.Default.PaymentEvent)!;
        Assert.Equal(Completeness.Complete, sparse.Completeness);
        Assert.Empty(sparse.OrderLines);
        Assert.Equal(new PaymentAmounts(), sparse.Amounts);
    }

    [Fact]
    public void The_fact_does_not_contradict_itself()
    {
        var full = PaymentSample.Event(EventClass.CaptureSucceeded, PaymentSample.Eur(500));
        JsonObject json = JsonSerializer.SerializeToNode(full, PaymentEventJson.Default.PaymentEvent)!.AsObject();
        json.Remove("completeness");
        var sparse = JsonSerializer.Deserialize(json, PaymentEventJson.Default.PaymentEvent)!;
        Assert.Equal(full.Fingerprint(), sparse.Fingerprint());
    }
}
