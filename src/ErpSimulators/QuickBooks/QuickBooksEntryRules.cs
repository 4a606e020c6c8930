using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ledger.ErpSimulators.QuickBooks;

/// <summary>What the company takes as a journal entry; each rule has its source in the README.</summary>
sealed class QuickBooksEntryRules(QuickBooksOptions options, QuickBooksBooks books)
{
    const int DocNumberMax = 21;
    const int TextMax = 4000;
    const decimal AmountBound = 10_000_000_000m;

    /// <summary>Reads an entry, or refuses it.</summary>
    /// <exception cref="QuickBooksFaultException">A rule is broken.</exception>
    public QuickBooksEntry Read(JsonObject body)
    {
        var number = Text(body, "DocNumber", DocNumberMax);
        var lines = Lines(body);
        Balanced(lines);
        var currency = Reference(body, "CurrencyRef") ?? options.HomeCurrency;
        var date = Date(body);
        Currency(currency);
        Open(date);
        var now = options.Time.GetUtcNow();
        return new QuickBooksEntry
        {
            Id = "",
            CreatedAt = now,
            UpdatedAt = now,
            DocNumber = number,
            PrivateNote = Text(body, "PrivateNote", TextMax),
            Date = date,
            Currency = currency,
            Rate = Rate(body, currency),
            Lines = lines,
        };
    }

    /// <summary>Refuses what touches closed books.</summary>
    public void Open(DateOnly date)
    {
        if (books.ClosingDate is { } closed && date <= closed)
        {
            throw options.ClosedBooks switch
            {
                ClosedBooksFault.Code5010 => QuickBooksFaultException.Validation(
                    "5010", "Account Period Closed", "The account period has closed. {1}"),
                ClosedBooksFault.Code6200 => QuickBooksFaultException.Validation(
                    "6200", "Account Period Closed Error", "The user has closed the books so the account period is closed for edits."),
                ClosedBooksFault.Code6210 => QuickBooksFaultException.Validation(
                    "6210", "Account Period Closed, Cannot Update Through Services API",
                    "The account period has closed and the account books cannot be updated through the QBO Services API."),
            };
        }
    }

    /// <summary>Refuses a number that another entry has, when the company's setting says so.</summary>
    public void NumberIsFree(string? number)
    {
        if (options.RefusesDuplicateNumbers && number is not null && books.ByNumber(number) is [var other, ..])
        {
            throw QuickBooksFaultException.Validation(
                "6140", "Duplicate Document Number Error",
                "Duplicate Document Number Error : You must specify a different number. This number has already been used. "
                + $"DocNumber={number} is assigned to TxnType=Journal Entry with TxnId={other.Id}");
        }
    }

    QuickBooksLine[] Lines(JsonObject body)
    {
        if (body["Line"] is not JsonArray { Count: > 0 } array)
        {
            throw QuickBooksFaultException.Missing("Line");
        }

        QuickBooksLine[] lines = [.. array.Select(node => node is JsonObject line
            ? Line(line)
            : throw QuickBooksFaultException.Validation("2010", "Request has invalid or unsupported property", "Line"))];
        return lines.Length >= 2
            ? lines
            : throw QuickBooksFaultException.Business("You must fill out at least two detail lines.");
    }

    QuickBooksLine Line(JsonObject line)
    {
        if (line["DetailType"]?.GetValue<string>() != "JournalEntryLineDetail")
        {
            throw QuickBooksFaultException.Missing("DetailType");
        }

        var detail = line["JournalEntryLineDetail"] as JsonObject ?? throw QuickBooksFaultException.Missing("JournalEntryLineDetail");
        var side = detail["PostingType"]?.GetValue<string>();
        if (side is not ("Debit" or "Credit"))
        {
            throw QuickBooksFaultException.Missing("PostingType");
        }

        var entity = detail["Entity"] as JsonObject;
        var read = new QuickBooksLine(
            Reference(detail, "AccountRef") ?? throw QuickBooksFaultException.Missing("AccountRef"),
            side == "Debit", Amount(line), Text(line, "Description", TextMax), Reference(detail, "ClassRef"),
            Reference(detail, "DepartmentRef"), entity?["Type"]?.GetValue<string>(),
            entity is null ? null : Reference(entity, "EntityRef"));
        References(read);
        return read;
    }

    void References(QuickBooksLine line)
    {
        if (!books.Accounts.TryGetValue(line.Account, out var account))
        {
            throw NoReference($"Accounts element id {line.Account} not found");
        }

        if (!account.IsActive)
        {
            throw QuickBooksFaultException.Validation(
                "610", "Object Not Found",
                "Object Not Found : Something you're trying to use has been made inactive. "
                + "Check the fields with accounts, customers, items, vendors or employees.");
        }

        if (account.Type == "Accounts Receivable" && line is not { EntityType: "Customer", EntityId: not null })
        {
            throw QuickBooksFaultException.Business("When you use Accounts Receivable, you must choose a customer in the Name field.");
        }

        if (account.Type == "Accounts Payable" && line is not { EntityType: "Vendor", EntityId: not null })
        {
            throw QuickBooksFaultException.Business("When you use Accounts Payable, you must choose a vendor in the Name field.");
        }

        Known(line.EntityType == "Vendor" ? books.Vendors : books.Customers, line.EntityId, "Names");
        Known(books.Classes, line.ClassId, "Classes");
        Known(books.Departments, line.DepartmentId, "Departments");
    }

    static void Known(IReadOnlySet<string> ids, string? id, string of)
    {
        if (id is not null && !ids.Contains(id))
        {
            throw NoReference($"{of} element id {id} not found");
        }
    }

    static void Balanced(IReadOnlyList<QuickBooksLine> lines)
    {
        var debit = lines.Where(line => line.IsDebit).Sum(line => line.Amount);
        var credit = lines.Where(line => !line.IsDebit).Sum(line => line.Amount);
        if (debit != credit)
        {
            throw QuickBooksFaultException.Business("You must balance debits and credits.");
        }
    }

    void Currency(string currency)
    {
        if (currency == options.HomeCurrency)
        {
            return;
        }

        if (options.Currencies.Count == 0)
        {
            throw QuickBooksFaultException.Business("Multi Currency should be enabled to perform this operation.");
        }

        if (!options.Currencies.Contains(currency, StringComparer.Ordinal))
        {
            throw NoReference($"Currency {currency} not found");
        }
    }

    decimal Rate(JsonObject body, string currency) => currency == options.HomeCurrency
        ? 1m
        : body["ExchangeRate"] is { } rate ? Number(rate, "ExchangeRate") : 1.1m; // A rate of its own, when none is given.

    static decimal Amount(JsonObject line)
    {
        var amount = Number(line["Amount"] ?? throw QuickBooksFaultException.Missing("Amount"), "Amount");
        return amount <= 0
            ? throw QuickBooksFaultException.Business("Amounts must be positive.")
            : amount >= AmountBound || decimal.Round(amount, 2) != amount
                ? throw QuickBooksFaultException.Validation("2080", "Illegal number format", $"Amount {amount} is out of bounds", "Amount")
                : amount;
    }

    static decimal Number(JsonNode node, string element) =>
        node.GetValueKind() == JsonValueKind.Number
        && decimal.TryParse(node.ToJsonString(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture, out var number)
            ? number
            : throw QuickBooksFaultException.Validation("2080", "Illegal number format", $"{element} should be a number", element);

    static DateOnly Date(JsonObject body) => body["TxnDate"]?.GetValue<string>() is not { } text
        ? throw QuickBooksFaultException.Missing("TxnDate")
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw QuickBooksFaultException.Validation("2040", "Invalid date", $"{text} is not a date", "TxnDate");

    static string? Text(JsonObject from, string name, int max) => from[name]?.GetValue<string>() is { } text
        ? text.Length <= max ? text : throw QuickBooksFaultException.TooLong(name, max)
        : null;

    static string? Reference(JsonObject from, string name) => (from[name] as JsonObject)?["value"]?.GetValue<string>();

    static QuickBooksFaultException NoReference(string what) => QuickBooksFaultException.Validation(
        "2500", "Invalid Reference Id", $"Invalid Reference Id : {what}");
}
