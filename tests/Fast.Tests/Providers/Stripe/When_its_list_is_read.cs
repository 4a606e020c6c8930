using System.Text;
using Ledger.Providers.Api;
using Ledger.Providers.Stripe;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Stripe;

/// <summary>The list of events is read chronologically, whatever its order and length (R-GW-25).</summary>
public sealed class When_its_list_is_read
{
    static readonly IEventListing List = new StripeProvider().Api.Events!;
    static readonly DateTimeOffset Since = DateTimeOffset.FromUnixTimeSeconds(1_000);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(100, 1)]
    [InlineData(101, 3)] // Down to the oldest, and up again.
    [InlineData(250, 5)]
    public void Every_event_comes_once_and_the_oldest_first(int count, int calls)
    {
        var stored = Enumerable.Range(1, count).Select(n => $"evt_{n}").ToList();

        var (seen, asked) = Walk(stored, added: null);

        Assert.Equal(stored, seen);
        Assert.Equal(calls, asked.Count);
        Assert.All(asked, path => Assert.StartsWith("/v1/events?limit=100&created[gte]=1000", path, StringComparison.Ordinal));
    }

    [Fact]
    public void What_happens_meanwhile_comes_at_the_end()
    {
        var stored = Enumerable.Range(1, 150).Select(n => $"evt_{n}").ToList();

        var (seen, _) = Walk(stored, added: "evt_new");

        Assert.Equal([.. Enumerable.Range(1, 150).Select(n => $"evt_{n}"), "evt_new"], seen);
    }

    [Fact]
    public void A_window_and_the_undelivered_alone_can_be_asked_for() => Assert.Equal(
        "/v1/events?limit=100&created[gte]=1000&created[lte]=2000&delivery_success=false",
        List.First(new EventsAsked(Since, Since.AddSeconds(1_000), UndeliveredOnly: true)).Path);

    [Fact]
    public void Each_event_is_taken_byte_for_byte_with_what_the_provider_says_of_its_delivery()
    {
        const string Event = """{ "id" : "evt_1","type":"a.b",  "created":1500, "pending_webhooks": 0, "ü":"\u00e9" }""";

        var page = List.Read(First(), Encoding.UTF8.GetBytes($$"""{"object":"list","has_more":false,"data":[{{Event}}]}"""));

        var listed = Assert.Single(page.Events);
        Assert.Equal(Event, Encoding.UTF8.GetString(listed.Body));
        Assert.Equal(("evt_1", "a.b", true, 1_500), (listed.Id, listed.Type, listed.IsDelivered, listed.CreatedAt!.Value.ToUnixTimeSeconds()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>Maintenance</html>")]
    [InlineData("""{"error":{"message":"no"}}""")]
    [InlineData("""{"object":"list","data":{},"has_more":false}""")]
    [InlineData("""{"object":"list","data":[1],"has_more":false}""")]
    [InlineData("""{"object":"list","data":[{"id":"evt_1&x=1"}],"has_more":false}""")]
    [InlineData("""{"object":"list","data":[],"has_more":true}""")]
    public void What_is_no_page_is_told_and_never_taken_for_the_end(string answer) =>
        Assert.NotNull(List.Read(First(), Encoding.UTF8.GetBytes(answer)).Unreadable);

    [Fact]
    public void A_list_that_has_changed_under_its_cursor_is_no_end_either() => Assert.NotNull(List.Read(
        new ApiRead("/v1/events?limit=100&created[gte]=1000&starting_after=evt_1"),
        """{"object":"list","data":[],"has_more":false}"""u8.ToArray()).Unreadable);

    static ApiRead First() => List.First(new EventsAsked(Since, Until: null, UndeliveredOnly: false));

    /// <summary>Answers as Stripe documents it: newest first, behind or before a cursor.</summary>
    static (List<string> Seen, List<string> Asked) Walk(List<string> stored, string? added)
    {
        var (seen, asked) = (new List<string>(), new List<string>());
        for (ApiRead? read = First(); read is not null;)
        {
            asked.Add(read.Path);
            var page = List.Read(read, Encoding.UTF8.GetBytes(Answer([.. Enumerable.Reverse(stored)], read.Path)));
            Assert.Null(page.Unreadable);
            seen.AddRange(page.Events.Select(each => each.Id));
            read = page.Next;
            if (added is not null && asked.Count == 1)
            {
                stored = [.. stored, added];
            }
        }

        return (seen, asked);
    }

    static string Answer(List<string> newestFirst, string path)
    {
        var (after, before) = (Cursor(path, "starting_after"), Cursor(path, "ending_before"));
        var from = after is null ? 0 : newestFirst.IndexOf(after) + 1;
        var to = before is null ? Math.Min(from + 100, newestFirst.Count) : newestFirst.IndexOf(before);
        from = before is null ? from : Math.Max(0, to - 100);
        var more = before is null ? to < newestFirst.Count : from > 0;
        var data = string.Join(',', newestFirst[from..to].Select(id => $$"""{"id":"{{id}}","created":1500}"""));
        return $$"""{"object":"list","has_more":{{(more ? "true" : "false")}},"data":[{{data}}]}""";
    }

    static string? Cursor(string path, string name) =>
        path.Split('&').FirstOrDefault(part => part.StartsWith($"{name}=", StringComparison.Ordinal))?[(name.Length + 1)..];
}
