using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ledger.ErpSimulators.QuickBooks;

/// <summary>Creates, changes and deletes journal entries; answers a repeated request id with its first answer.</summary>
sealed class QuickBooksWrites(QuickBooksOptions options, QuickBooksBooks books)
{
    const int RequestIdMax = 50;

    readonly QuickBooksEntryRules _rules = new(options, books);
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

            var answer = Carried(operation, body);
            if (requestId is not null && (answer.Status == 200 || options.ReplaysRefusals))
            {
                _answers[requestId] = answer;
            }

            return answer;
        }
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
                ["time"] = QuickBooksJson.Moment(options.Time.GetUtcNow()),
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
