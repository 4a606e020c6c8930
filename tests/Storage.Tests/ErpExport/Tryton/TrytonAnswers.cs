using System.Net;
using System.Text;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Tryton;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Tryton;

/// <summary>What answers mean, and what is refused before anything is asked; no server needed.</summary>
public sealed class TrytonAnswers
{
    static readonly Currency Euro = Currency.Parse("EUR");
    static readonly Currency Dollar = Currency.Parse("USD");

    [Theory]
    [InlineData("""{"id":7,"error":["UserError",["You cannot create a journal-period in closed period \"2026-01\".","",null]]}""",
        ErpReason.PeriodClosed)]
    [InlineData("""{"id":7,"error":["UserError",["To post move \"*\", you must balance all its lines debits and credits.","",null]]}""",
        ErpReason.Unbalanced)]
    [InlineData("""{"id":7,"error":["UserError",["You are not allowed to access \"Account Move\".","",null]]}""", ErpReason.AccessRefused)]
    [InlineData("""{"id":7,"error":["UserError",["You cannot modify posted move \"*\".","",null]]}""", ErpReason.RefusedByErp)]
    [InlineData("""{"id":7,"error":["UserWarning",["a_name","Are you sure?",""]]}""", ErpReason.RefusedByErp)]
    [InlineData("""{"id":7,"error":["database is locked",""]}""", ErpReason.ErpFault)]
    [InlineData("""{"id":7,"error":["LoginException",["sms_code","Enter the code","char"]]}""", ErpReason.AccessRefused)]
    [InlineData("""{"id":8,"result":[1102]}""", ErpReason.AnswerUnreadable)]
    [InlineData("""{"id":7}""", ErpReason.AnswerUnreadable)]
    [InlineData("""[]""", ErpReason.AnswerUnreadable)]
    [InlineData("""<html></html>""", ErpReason.AnswerUnreadable)]
    [InlineData("", ErpReason.AnswerUnreadable)]
    public void An_answer_with_status_200_may_be_anything_but_success(string body, ErpReason reason) =>
        Assert.Equal(reason, Read(200, body).Error?.Reason);

    [Theory]
    [InlineData(400, ErpReason.RefusedByErp)]
    [InlineData(404, ErpReason.AccessRefused)]
    [InlineData(408, ErpReason.ErpFault)]
    [InlineData(502, ErpReason.ErpFault)]
    public void Any_other_status_is_none_of_Trytons_answers(int status, ErpReason reason) =>
        Assert.Equal(reason, Read(status, """{"id":7,"result":[1102]}""").Error?.Reason);

    [Fact]
    public void Only_a_result_is_success()
    {
        var reply = Read(200, """{"id":7,"result":[1102]}""");

        Assert.Null(reply.Error);
        Assert.Equal(1102, reply.Result[0].GetInt64());
    }

    [Theory]
    [InlineData("move_create", 2, null)]
    [InlineData("move_create_closed_period", 7, ErpReason.PeriodClosed)]
    [InlineData("move_post_unbalanced", 9, ErpReason.Unbalanced)]
    [InlineData("move_post_again", 13, ErpReason.RefusedByErp)]
    [InlineData("move_delete_posted", 10, ErpReason.RefusedByErp)]
    public void Captured_answers_are_understood(string name, long id, ErpReason? reason)
    {
        var captured = File.ReadAllText(SharedData.Locate($"erp/tryton/{name}.response.txt"));
        var body = captured[(captured.ReplaceLineEndings("\n").IndexOf("\n\n", StringComparison.Ordinal) < 0
            ? 0
            : captured.IndexOf('{', StringComparison.Ordinal))..].Trim();

        Assert.Equal(reason, TrytonReply.Of(Answer(200, body), id, TimeSpan.FromSeconds(1)).Error?.Reason);
    }

    [Fact]
    public void What_Tryton_cannot_hold_is_refused_before_it_is_asked()
    {
        var ten = new Money(1_000, Euro);
        var dimension = new Dictionary<string, string>(StringComparer.Ordinal) { ["cost centre"] = "7" };

        Assert.Empty(Reasons(Line(Side.Debit, ten), Line(Side.Credit, ten)));
        Assert.Equal([ErpReason.FieldInvalid, ErpReason.Unbalanced], Reasons(Line(Side.Debit, ten)));
        Assert.Equal([ErpReason.Unbalanced], Reasons(Line(Side.Debit, ten), Line(Side.Credit, new Money(999, Euro))));
        Assert.Equal([ErpReason.FieldInvalid], Reasons(Line(Side.Debit, ten) with { Dimensions = dimension }, Line(Side.Credit, ten)));
        var many = new Money(1_000_000_000_000_000, Euro);
        Assert.Equal(
            [ErpReason.FieldInvalid, ErpReason.FieldInvalid], Reasons(Line(Side.Debit, many), Line(Side.Credit, many)));
    }

    [Fact]
    public void A_foreign_amount_needs_one_in_the_companys_own_currency_and_those_must_balance_too()
    {
        var ten = new Money(1_000, Dollar);
        var (home, more) = (new Money(900, Euro), new Money(901, Euro));

        Assert.Equal([ErpReason.CurrencyNotTaken, ErpReason.CurrencyNotTaken], Reasons(Line(Side.Debit, ten), Line(Side.Credit, ten)));
        Assert.Empty(Reasons(Line(Side.Debit, ten) with { HomeAmount = home }, Line(Side.Credit, ten) with { HomeAmount = home }));
        Assert.Equal(
            [ErpReason.Unbalanced],
            Reasons(Line(Side.Debit, ten) with { HomeAmount = home }, Line(Side.Credit, ten) with { HomeAmount = more }));
    }

    static TrytonReply Read(int status, string body) => TrytonReply.Of(Answer(status, body), 7, TimeSpan.FromSeconds(1));

    static ErpAnswer Answer(int status, string body)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status);
        return new ErpAnswer(status, Encoding.UTF8.GetBytes(body), null, response.Headers);
    }

    static IEnumerable<ErpReason> Reasons(params DocumentLine[] lines) => TrytonRules.Of(new PostingDocument
    {
        Reference = DocumentReference.Of("LDG", 1, 1),
        RunId = Guid.Empty,
        Group = "1",
        Company = "1",
        Journal = "LDG",
        Date = new DateOnly(2026, 3, 15),
        Memo = "",
        HomeCurrency = Euro,
        Lines = lines,
        MappingVersion = "1",
        EntryCount = 1,
        FirstPosition = 1,
        LastPosition = 1,
    }).Select(refusal => refusal.Reason);

    static DocumentLine Line(Side side, Money amount) =>
        new(1, "ledger:a", "1000", side, amount, null, null, new Dictionary<string, string>(StringComparer.Ordinal), null, "");
}
