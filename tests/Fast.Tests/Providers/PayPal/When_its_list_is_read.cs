using System.Globalization;
using System.Text;
using System.Web;
using Ledger.Providers.Api;
using Ledger.Providers.PayPal;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Fast.Tests.Providers.PayPal;

/// <summary>PayPal lists newest first and leads one way only: the list is read oldest first all the same (R-GW-25).</summary>
public sealed class When_its_list_is_read
{
    static readonly IEventListing List = new PayPalProvider().Api.Events!;
    static readonly DateTimeOffset Since = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 3_600, 1)]
    [InlineData(1, 3_600, 1)]
    [InlineData(100, 3_600, 1)]
    [InlineData(101, 3_600, 6)]
    [InlineData(2_000, 30 * 86_400, 80)]
    public void Every_event_comes_and_the_oldest_first(int count, int seconds, int callsMax)
    {
        var stored = Enumerable.Range(0, count).Select(n => Event(n, Since.AddMilliseconds(1_000L * seconds * n / Math.Max(count, 1)))).ToList();

        var (seen, calls) = Walk(new Listed(stored), until: null);

        Assert.Equal(stored.Select(each => each.Id), seen.Distinct());
        Assert.InRange(calls, 1, callsMax);
    }

    /// <summary>Quiet weeks, and then a sale: windows grow and shrink.</summary>
    [Fact]
    public void Events_that_come_in_bursts_come_oldest_first_too()
    {
        var random = new Random(5);
        var stored = Enumerable.Range(0, 30).SelectMany(day => Enumerable.Range(0, day % 7 == 0 ? 400 : 3)
            .Select(_ => Since.AddDays(day).AddSeconds(random.Next(0, day % 7 == 0 ? 1_800 : 86_000)).AddMilliseconds(random.Next(0, 1_000))))
            .Order().Select((at, n) => Event(n, at)).ToList();

        var (seen, calls) = Walk(new Listed(stored), until: null);

        Assert.Equal(stored.Select(each => each.Id), seen.Distinct());
        Assert.InRange(calls, 20, 200);
        Assert.InRange(seen.Count, stored.Count, stored.Count + calls);
    }

    /// <summary>Within one second time cannot tell them apart: links are followed there.</summary>
    [Theory]
    [InlineData(250)]
    [InlineData(1_000)]
    public void A_second_with_more_events_than_a_page_loses_none(int count)
    {
        List<(string Id, DateTimeOffset At)> stored =
        [
            Event(-1, Since.AddSeconds(10)), .. Enumerable.Range(0, count).Select(n => Event(n, Since.AddSeconds(60))),
            Event(-2, Since.AddSeconds(61)), Event(-3, Since.AddSeconds(90)),
        ];

        var (seen, _) = Walk(new Listed(stored), until: null);

        Assert.Equal(stored.Select(each => each.Id).Order(), seen.Distinct().Order());
        Assert.Equal(("WH--1", "WH--3"), (seen[0], seen[^1]));
    }

    [Fact]
    public void What_happens_meanwhile_comes_at_the_end()
    {
        var listed = new Listed([.. Enumerable.Range(0, 150).Select(n => Event(n, Since.AddSeconds(n)))]);
        var late = Event(150, Since.AddSeconds(400));

        var (seen, _) = Walk(listed, until: null, after: () => listed.Add(late));

        Assert.Equal([.. Enumerable.Range(0, 150).Select(n => Event(n, Since).Id), late.Id], seen.Distinct());
    }

    [Fact]
    public void Nothing_later_than_asked_for_is_asked_for()
    {
        var listed = new Listed([.. Enumerable.Range(0, 500).Select(n => Event(n, Since.AddSeconds(n)))]);

        var (seen, _) = Walk(listed, until: Since.AddSeconds(299));

        Assert.Equal(Enumerable.Range(0, 301).Select(n => Event(n, Since).Id), seen.Distinct()); // Up to the whole second after it.
        Assert.All(listed.Asked, path => Assert.Contains("end_time=", path, StringComparison.Ordinal));
    }

    [Fact]
    public void A_window_can_be_asked_for_and_the_undelivered_alone_cannot()
    {
        Assert.False(List.TellsUndelivered);
        Assert.StartsWith(
            "/v1/notifications/webhooks-events?start_time=2026-11-01T00:00:00Z&end_time=2026-11-01T00:10:01Z&page_size=100#",
            List.First(new EventsAsked(Since, Since.AddMinutes(10), UndeliveredOnly: false)).Path, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_event_is_taken_byte_for_byte()
    {
        const string Sent = """{ "id" : "WH-1","event_type":"A.B",  "create_time":"2026-11-01T10:00:00.184Z", "ü":"\u00e9" }""";

        var listed = Assert.Single(List.Read(First(), Encoding.UTF8.GetBytes($$"""{"events":[{{Sent}}],"count":1,"links":[]}""")).Events);

        Assert.Equal(Sent, Encoding.UTF8.GetString(listed.Body));
        Assert.Equal(("WH-1", "A.B", Since.AddHours(10).AddMilliseconds(184)), (listed.Id, listed.Type, listed.CreatedAt));
        Assert.Null(listed.IsDelivered);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>Maintenance</html>")]
    [InlineData("""{"name":"INVALID_REQUEST","message":"no"}""")]
    [InlineData("""{"events":{}}""")]
    [InlineData("""{"events":[1]}""")]
    [InlineData("""{"events":[{"id":"WH-1&x=1"}]}""")]
    [InlineData("""{"events":[{"id":""}]}""")]
    public void What_is_no_page_is_told_and_never_taken_for_the_end(string answer) =>
        Assert.NotNull(List.Read(First(), Encoding.UTF8.GetBytes(answer)).Unreadable);

    /// <summary>A link leads where the list is, and to the address that is configured, or nowhere.</summary>
    [Theory]
    [InlineData("https://evil.example/v1/notifications/webhooks-events?page=2", "?page=2")]
    [InlineData("https://api.paypal.com/v1/notifications/webhooks-events/?move_to=next&index_id=3", "?move_to=next&index_id=3")]
    [InlineData("https://api.paypal.com/v1/oauth2/token?x=1", null)]
    [InlineData("https://api.paypal.com/v1/notifications/webhooks-events", null)]
    [InlineData("/v1/oauth2/token?x=1", null)]
    [InlineData("nowhere", null)]
    [InlineData("", null)]
    public void Only_path_and_query_of_a_link_count(string href, string? query)
    {
        var dense = List.First(new EventsAsked(Since, Since, UndeliveredOnly: false)); // Too short to be halved.
        var page = List.Read(dense, Encoding.UTF8.GetBytes(
            $$"""{"events":[{"id":"WH-1","create_time":"2026-11-01T00:00:00Z"}],"links":[{"rel":"next","href":"{{href}}"}]}"""));

        Assert.Equal(query is null, page.Unreadable is not null);
        Assert.Equal(query is null ? null : $"/v1/notifications/webhooks-events{query}", page.Next?.Path.Split('#')[0]);
    }

    [Fact]
    public void A_link_that_leads_to_its_own_page_is_no_way_on()
    {
        var page = new ApiRead("/v1/notifications/webhooks-events?page=2#1793491200.1793491201.1793491201.");

        Assert.NotNull(List.Read(page, """{"events":[],"links":[{"rel":"next","href":"https://x/v1/notifications/webhooks-events?page=2"}]}"""u8.ToArray()).Unreadable);
    }

    [Theory]
    [InlineData("/v1/notifications/webhooks-events?page_size=10")]
    [InlineData("/v1/notifications/webhooks-events?page_size=10#")]
    [InlineData("/v1/notifications/webhooks-events?page_size=10#x.y.z.")]
    [InlineData("/v1/notifications/webhooks-events?page_size=10#999999999999999999999999.1.1.")]
    public void A_page_that_was_never_asked_for_is_none(string path) =>
        Assert.NotNull(List.Read(new ApiRead(path), """{"events":[]}"""u8.ToArray()).Unreadable);

    [Fact]
    public void A_public_answer_is_a_page_with_a_next_one()
    {
        var body = File.ReadAllBytes(Path.Combine(SharedData.Locate("webhooks/paypal"), "payper/webhooks-events.list_response.json"));

        var page = List.Read(List.First(new EventsAsked(DateTimeOffset.Parse("2023-01-01T11:00:00Z", CultureInfo.InvariantCulture), null, false)), body);

        Assert.Null(page.Unreadable);
        Assert.Contains("start_time=2023-01-01T11:00:00Z&end_time=2023-01-01T11:30:00Z", page.Next!.Path, StringComparison.Ordinal);
    }

    static ApiRead First() => List.First(new EventsAsked(Since, Until: null, UndeliveredOnly: false));

    static (string Id, DateTimeOffset At) Event(int n, DateTimeOffset at) => ($"WH-{n}", at);

    static (List<string> Seen, int Calls) Walk(Listed listed, DateTimeOffset? until, Action? after = null)
    {
        var (seen, calls) = (new List<string>(), 0);
        for (ApiRead? read = List.First(new EventsAsked(Since, until, UndeliveredOnly: false)); read is not null; calls++)
        {
            var page = List.Read(read, Encoding.UTF8.GetBytes(listed.Answer(read.Path.Split('#')[0])));
            Assert.Null(page.Unreadable);
            seen.AddRange(page.Events.Select(each => each.Id));
            Assert.Equal(page.Events.Select(each => each.CreatedAt).Order(), page.Events.Select(each => each.CreatedAt));
            read = page.Next;
            after?.Invoke();
            after = null;
            Assert.InRange(calls, 0, 1_000);
        }

        return (seen, calls);
    }

    /// <summary>Answers as PayPal documents it: newest first, both bounds counted in, next pages by link, at another of its hosts.</summary>
    sealed class Listed(List<(string Id, DateTimeOffset At)> stored)
    {
        public List<string> Asked { get; } = [];

        public void Add((string Id, DateTimeOffset At) late) => stored.Add(late);

        public string Answer(string path)
        {
            Asked.Add(path);
            var query = HttpUtility.ParseQueryString(path[path.IndexOf('?', StringComparison.Ordinal)..]);
            var (from, to) = (Moment(query["start_time"]!), query["end_time"] is { } end ? Moment(end) : DateTimeOffset.MaxValue);
            var offset = int.Parse(query["index_id"] ?? "0", CultureInfo.InvariantCulture);
            var size = int.Parse(query["page_size"]!, CultureInfo.InvariantCulture);
            var all = stored.Where(each => each.At >= from && each.At <= to).OrderByDescending(each => each.At).ToList();
            var page = string.Join(',', all.Skip(offset).Take(size)
                .Select(each => $$"""{"id":"{{each.Id}}","event_type":"A","create_time":"{{each.At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}"}"""));
            query["index_id"] = $"{offset + size}";
            var next = offset + size < all.Count
                ? $$""","links":[{"rel":"next","href":"https://api.paypal.com/v1/notifications/webhooks-events/?{{query}}"}]"""
                : "";
            return $$"""{"events":[{{page}}],"count":{{all.Count}}{{next}}}""";
        }

        static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
    }
}
