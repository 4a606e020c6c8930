namespace Ledger.Providers.Api;

/// <summary>
/// A provider's own list of what it has sent, or could not deliver. Pure: it says what to read and what an answer means; others call.
/// </summary>
public interface IEventListing
{
    /// <summary>How far back the provider lists, by its documents.</summary>
    TimeSpan Window { get; }

    /// <summary>Most events of one page, by its documents.</summary>
    int PageMax { get; }

    /// <summary>True when it can be asked for the undelivered ones alone.</summary>
    bool TellsUndelivered { get; }

    /// <summary>The read that a list begins with.</summary>
    ApiRead First(EventsAsked asked);

    /// <summary>
    /// What a page says, oldest first, and where the list goes on; never throws on any answer. A page may have no events and yet a
    /// next one.
    /// </summary>
    /// <param name="asked">The read that was answered.</param>
    /// <param name="body">The answer with status 200.</param>
    EventPage Read(ApiRead asked, ReadOnlyMemory<byte> body);
}

/// <summary>Which events are wanted.</summary>
/// <param name="Since">The oldest, by the provider's time of the event.</param>
/// <param name="Until">The newest; null for all that there are when the list is read.</param>
/// <param name="UndeliveredOnly">Only those that the provider could not deliver to every endpoint of its own list.</param>
public sealed record EventsAsked(DateTimeOffset Since, DateTimeOffset? Until, bool UndeliveredOnly);

/// <summary>One page of the list.</summary>
/// <param name="Events">Its events, oldest first.</param>
/// <param name="Next">Where the list goes on; null at its end.</param>
/// <param name="Unreadable">Why the answer is not such a page; null when it is. Holds no text of it.</param>
public sealed record EventPage(IReadOnlyList<ListedEvent> Events, ApiRead? Next, string? Unreadable = null)
{
    /// <summary>An answer that is not what was asked for.</summary>
    public static EventPage Not(string why) => new([], null, why);
}

/// <summary>One event of the list.</summary>
/// <param name="Id">The provider's id of it.</param>
/// <param name="Type">The provider's type of it; null when it has none.</param>
/// <param name="CreatedAt">When the provider made it (UTC); null when it does not say.</param>
/// <param name="IsDelivered">True when the provider says that every endpoint has taken it; null when it does not say.</param>
/// <param name="Body">Its JSON, byte for byte as it stands in the answer.</param>
public sealed record ListedEvent(string Id, string? Type, DateTimeOffset? CreatedAt, bool? IsDelivered, byte[] Body);
