using System.Text.Json;
using Ledger.PaymentEvents;
using Ledger.Providers.Api;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Adyen;

/// <summary>
/// What a transfer's status says about a message of it: still so, moved on through it, or never so. From the life of a transfer in Adyen's
/// schema of it: received, authorised, booked, then maybe failed or returned.
/// </summary>
static class AdyenStandings
{
    const string Status = "status";
    const string Returned = "returned";

    static readonly string[] Initiated = ["received", "authorised"];
    static readonly string[] Paid = ["booked", "credited"];
    static readonly string[] Failed = ["failed", "refused", "rejected", "cancelled", "expired", "error"];

    /// <summary>The standing, and the status in Adyen's word.</summary>
    /// <param name="reportedClass">The class of the message's fact: the message's own status is not kept.</param>
    /// <param name="transfer">The transfer as it is now.</param>
    internal static (ObjectStanding Standing, string? State) Of(string reportedClass, JsonElement transfer)
    {
        var status = transfer.Text(Status);
        var standing = reportedClass switch
        {
            EventClass.PayoutInitiated => Of(transfer, status, Initiated, [.. Paid, .. Failed, Returned]),
            EventClass.PayoutPaid => Of(transfer, status, Paid, ["failed", Returned]), // "Booked" is not final.
            EventClass.PayoutFailed => Of(transfer, status, Failed, [Returned]),
            EventClass.PayoutReturned => Of(transfer, status, [Returned], []),
            EventClass.FeePosted when AdyenFees.IsCharge(status) => ObjectStanding.States,
            _ => ObjectStanding.Denies,
        };
        return (standing, status);
    }

    /// <summary>
    /// A transfer lists the events that led to its status: it has moved on only if it has been in a state that bears the message out. Of
    /// one that lists none, the statuses that are documented to follow count.
    /// </summary>
    static ObjectStanding Of(JsonElement transfer, string? status, ReadOnlySpan<string> states, ReadOnlySpan<string> later)
    {
        if (status is null)
        {
            return ObjectStanding.Denies;
        }

        if (states.Contains(status))
        {
            return ObjectStanding.States;
        }

        var hasEvents = false;
        foreach (var step in transfer.Objects("events"))
        {
            hasEvents = true;
            if (step.Text(Status) is { } then && states.Contains(then))
            {
                return ObjectStanding.MovedOn;
            }
        }

        return !hasEvents && later.Contains(status) ? ObjectStanding.MovedOn : ObjectStanding.Denies;
    }
}
