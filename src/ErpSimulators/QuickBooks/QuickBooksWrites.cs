using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ledger.ErpSimulators.QuickBooks;

/// <summary>Creates, changes and deletes journal entries; answers a repeated request id with its first answer.</summary>
sealed class QuickBooksWrites(QuickBooksOptions options, QuickBooksBooks books, HeldClock clock, CallLog? log)
{
    /// <summary>What calls to <c>journalentry</c> are called in the log; an operation stands behind it.</summary>
    public const string Logged = "journalentry";

    const int RequestIdMax = 50;

    readonly QuickBooksEntryRules _rules = new(options with { Time = clock }, books);
    readonly Lock _gate = new();
    readonly Dictionary<string, (int Status, string Body)> _answers = new(StringComparer.Ordinal);

    /// <summary>Answers a post to <c>journalentry</c>.</summary>
    public (int Status, string Body) Answer(string? requestId, string? operation, string body)
    {
        lock (_gate)
        {
            if (requestId?.Length > RequestIdMax)
            {
                return Refusal(QuickBooksFaultException.TooLong("requestid", RequestIdMax));
            }

            if (requestId is not null && _answers.TryGetValue(requestId, out var first))
            {
                return first;
            }

            var now = options.Time.GetUtcNow();
            var answer = CarryOut(now, requestId, operation, body);
            if (answer.Status == 200)
            {
                var what = operation is null ? Logged : $"{Logged} {operation}";
                log?.Append(new LoggedCall(now, what, requestId, JsonNode.Parse(body)));
            }

            return answer;
        }
    }

    /// <summary>Forgets which answers belong to which request ids: how long QuickBooks keeps them it does not say.</summary>
    public void ForgetAnswers()
    {
        lock (_gate)
        {
            _answers.Clear();
        }
    }

    /// <summary>Carries out once more what was logged, at its moment.</summary>
    /// <exception cref="InvalidDataException">It is refused by now.</exception>
    public void Replay(LoggedCall call)
    {
        var operation = call.What.Split(' ') is [_, var named] ? named : null;
        if (CarryOut(call.At, call.Id, operation, call.Body?.ToJsonString() ?? "").Status != 200)
        {
            throw new InvalidDataException($"A call of {call.At:O} that was carried out is refused by now: {call.Body?.ToJsonString()}");
        }
    }

    (int Status, string Body) CarryOut(DateTimeOffset at, string? requestId, string? operation, string body)
    {
        var answer = clock.At(at, () => Carried(operation, body));
        if (requestId is not null && (answer.Status == 200 || options.ReplaysRefusals))
        {
            _answers[requestId] = answer;
        }

        return answer;
    }

    (int Status, string Body) Carried(string? operation, string body)
    {
        try
        {
            var read = Parse(body);
            var entry = operation == "delete" ? Deleted(read) : read.ContainsKey("Id") ? Changed(read) : Created(read);
            return (200, new JsonObject
            {
                ["JournalEntry"] = QuickBooksJson.Entry(entry),
                ["time"] = QuickBooksJson.Moment(clock.GetUtcNow()),
            }.ToJsonString());
        }
        catch (QuickBooksFaultException refused)
        {
            return Refusal(refused);
        }
    }

    QuickBooksEntry Created(JsonObject body)
    {
        var entry = _rules.Read(body);
        _rules.NumberIsFree(entry.DocNumber);
        return books.Add(entry);
    }

    QuickBooksEntry Changed(JsonObject body)
    {
        var before = Current(body);
        var read = _rules.Read(body);
        return books.Change(before.Id, _ => read with { Id = before.Id, CreatedAt = before.CreatedAt });
    }

    QuickBooksEntry Deleted(JsonObject body) => books.Change(Current(body).Id, entry => entry with { IsDeleted = true });

    QuickBooksEntry Current(JsonObject body)
    {
        var id = body["Id"]?.GetValue<string>() ?? throw QuickBooksFaultException.Missing("Id");
        var token = body["SyncToken"]?.GetValue<string>() ?? throw QuickBooksFaultException.Missing("SyncToken");
        var entry = books.Entries.FirstOrDefault(entry => entry.Id == id && !entry.IsDeleted)
            ?? throw QuickBooksFaultException.Validation(
                "610", "Object Not Found", $"Object Not Found : Something you're trying to use has been made inactive. Id {id}");
        _rules.Open(entry.Date);
        return token == $"{entry.SyncToken}"
            ? entry
            : throw QuickBooksFaultException.Validation(
                "5010", "Stale Object Error",
                "Stale Object Error : You and another user were working on this at the same time. "
                + "The other user finished before you did, so your work was not saved.");
    }

    (int Status, string Body) Refusal(QuickBooksFaultException refused) =>
        (refused.Status, refused.ToJson(options.Time.GetUtcNow()).ToJsonString());

    /// <summary>The number that an entry gives itself; null for none, or where it is no entry.</summary>
    public static string? NumberIn(string body)
    {
        try
        {
            return (JsonNode.Parse(body) as JsonObject)?["DocNumber"]?.GetValue<string>();
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    static JsonObject Parse(string body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject ?? throw Unreadable();
        }
        catch (JsonException)
        {
            throw Unreadable();
        }
    }

    static QuickBooksFaultException Unreadable() => QuickBooksFaultException.Validation(
        "2010", "Request has invalid or unsupported property", "Property Name:Can not parse the request body");
}
