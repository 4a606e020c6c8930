using System.CommandLine;
using System.Text.Json;
using Ledger.Cli.Shell;

namespace Ledger.Cli.Confirm;

/// <summary><c>ledger confirm show</c>: both sides of a message.</summary>
static class ConfirmShowCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var id = new Argument<string>("id") { Description = "The provider's event id, or the id of the report, the delivery or the read." };
        return new Command("show", "Shows what a message stated, what the object stated, and what went out.") { id }
            .Runs((context, ct) => RunAsync(context, context.Get(id)!.Trim(), ct));
    }

    static async Task<int> RunAsync(CommandContext context, string id, CancellationToken ct)
    {
        await using var books = new ConfirmBooks(context);
        var found = await books.Queries.FindAsync(id, ct);
        if (found.Count == 0)
        {
            throw ConfirmBooks.NotFound(id);
        }

        if (context.Output.IsJson)
        {
            context.Output.Json(new PrintedReads(found, More: false), ConfirmJson.Default.PrintedReads);
            return ExitCode.Ok;
        }

        foreach (var read in found)
        {
            context.Output.Heading($"{read.ProviderEventType} {read.ProviderEventId} of {read.Provider}: {read.State}"
                + (read.Outcome is null ? "" : $", {read.Outcome}"));
            context.Output.Line($"report {read.ReportId}, delivery {read.DeliveryId}, received {ConfirmText.Time(read.ReceivedAt)} UTC");
            context.Output.Line(read.ReadId is { } readId
                ? $"{read.Address}, read {ConfirmText.Time(read.ReadAt)} UTC: {read.ObjectState ?? "no state"}; "
                    + $"its bytes are delivery {readId}"
                : $"nothing was read yet, {read.Tries} tried, until {ConfirmText.Time(read.Deadline)} UTC");
            var decided = read.DecidedBy is null ? null : $"decided by {read.DecidedBy}: {read.Reason}";
            foreach (var said in new[] { read.Detail, decided }.OfType<string>())
            {
                context.Output.Line(said);
            }

            var table = new TextTable("", "Class", "Payment", ">Amount", "Fact");
            Add(table, "reported", read.Reported);
            Add(table, "released", read.Released);
            context.Output.Table(table);
        }

        return ExitCode.Ok;
    }

    static void Add(TextTable table, string side, JsonElement facts)
    {
        foreach (var fact in facts.EnumerateArray())
        {
            var amounts = fact.GetProperty("amounts");
            table.Row(
                side, fact.GetProperty("class").GetString(), fact.GetProperty("paymentId").GetString(),
                Amount(amounts, "gross") ?? Amount(amounts, "cumulativeGross") ?? "needs a read", fact.GetProperty("eventId").GetString());
        }
    }

    static string? Amount(JsonElement amounts, string name)
    {
        if (!amounts.TryGetProperty(name, out var money) || money.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var currency = Accounting.Currency.Parse(money.GetProperty("currency").GetString()!);
        return $"{Accounting.Money.Format(money.GetProperty("minorUnits").GetInt64(), currency.Exponent)} {currency.Code}";
    }
}
