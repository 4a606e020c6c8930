using System.Net;
using System.Text;
using System.Xml.Linq;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.QuickBooks;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.QuickBooks;

/// <summary>Codes and words of refusals; where each was seen stands in the adapter's README.</summary>
public sealed class QuickBooksFaultTests
{
    [Theory]
    [InlineData("5010", "Account Period Closed", "The account period has closed. {1}", "PeriodClosed", ErpReason.PeriodClosed)]
    [InlineData("6200", "Account Period Closed Error", "", "PeriodClosed", ErpReason.PeriodClosed)]
    [InlineData("6210", "Account Period Closed, Cannot Update Through Services API", "", "PeriodClosed", ErpReason.PeriodClosed)]
    [InlineData("5010", "Stale Object Error", "Stale Object Error : You and root were working on this", "Refused", ErpReason.RefusedByErp)]
    [InlineData("6140", "Duplicate Document Number Error", "This number has already been used.", "NumberTaken", ErpReason.ReferenceTaken)]
    [InlineData("6210", "Duplicate Document Number Error", "You must specify a different number.", "NumberTaken", ErpReason.ReferenceTaken)]
    [InlineData("610", "Object Not Found", "Something you're trying to use has been made inactive.", "Refused", ErpReason.MasterDataMissing)]
    [InlineData("2500", "Invalid Reference Id", "Invalid Reference Id : Accounts element id 999 not found", "Refused", ErpReason.MasterDataMissing)]
    [InlineData("2020", "Required param missing", "Required parameter Line is missing", "Refused", ErpReason.FieldInvalid)]
    [InlineData("6000", "A business validation error has occurred while processing your request",
        "Business Validation Error: When you use Accounts Receivable, you must choose a customer in the Name field.",
        "Refused", ErpReason.MasterDataMissing)]
    [InlineData("6000", "A business validation error has occurred while processing your request",
        "Business Validation Error: You must balance debits and credits.", "Refused", ErpReason.Unbalanced)]
    [InlineData("6000", "A business validation error has occurred while processing your request",
        "Business Validation Error: Unexpected Internal Error. (-30003)", "Unknown", ErpReason.ErpFault)]
    [InlineData("6000", "A business validation error has occurred while processing your request",
        "Business Validation Error: The moon is full.", "Refused", ErpReason.RefusedByErp)]
    [InlineData("6190", "Invalid Company Status", "Subscription period has ended or canceled.", "AccessRefused", ErpReason.AccessRefused)]
    [InlineData("120", "Authorization Failure", "-11014-You do not have access", "AccessRefused", ErpReason.AccessRefused)]
    [InlineData("10000", "An application error has occurred while processing your request", "", "Unknown", ErpReason.ErpFault)]
    public void Are_told_apart_by_code_and_words(string code, string message, string detail, string kind, ErpReason reason)
    {
        var fault = Fault(400, $$"""
            {"Fault":{"Error":[{"Message":"{{message}}","Detail":"{{detail}}","code":"{{code}}","element":""}],"type":"ValidationFault"},
            "time":"2026-03-15T07:52:34.949-07:00"}
            """);

        Assert.Equal((kind, reason, code), ($"{fault.Kind}", fault.Reason, fault.Code));
        Assert.Contains(detail.Length > 0 ? detail : message, fault.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "AUTHENTICATION", "3200", "message=AuthenticationFailed; errorCode=003200; statusCode=401", "AccessRefused")]
    [InlineData(403, "SERVICE", "3100", "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403", "AccessRefused")]
    [InlineData(403, "SERVICE", "3001", "message=ThrottleExceeded; errorCode=003001; statusCode=403", "Throttled")]
    [InlineData(429, "SERVICE", "003001", "message=ThrottleExceeded; errorCode=003001; statusCode=429", "Throttled")]
    public void Of_the_gateway_have_their_names_in_lower_case(int status, string type, string code, string message, string kind) =>
        Assert.Equal(kind, $"{Fault(status, $$"""
            {"warnings":null,"fault":{"error":[{"message":"{{message}}","detail":null,"code":"{{code}}","element":null}],"type":"{{type}}"},
            "batchItemResponse":[],"time":1633520295688,"cdcresponse":[]}
            """).Kind}");

    [Theory]
    [InlineData(200, "", "Unknown", ErpReason.AnswerUnreadable)]
    [InlineData(200, "[]", "Unknown", ErpReason.AnswerUnreadable)]
    [InlineData(400, "<html>", "Unknown", ErpReason.AnswerUnreadable)]
    [InlineData(401, "<IntuitResponse/>", "AccessRefused", ErpReason.AccessRefused)]
    [InlineData(429, "", "Throttled", ErpReason.ErpFault)]
    [InlineData(503, "no backend", "Unknown", ErpReason.ErpFault)]
    [InlineData(504, "{}", "Unknown", ErpReason.TimedOut)]
    public void Without_words_go_by_the_status(int status, string body, string kind, ErpReason reason)
    {
        var fault = Fault(status, body);

        Assert.Equal((kind, reason), ($"{fault.Kind}", fault.Reason));
    }

    [Fact]
    public void In_an_answer_of_success_are_faults_all_the_same() =>
        Assert.Equal("2050", Fault(200, """{"Fault":{"Error":[{"Message":"Length exceeds limit","code":"2050"}],"type":"ValidationFault"}}""").Code);

    [Fact]
    public void Of_several_the_gravest_counts() => Assert.Equal(QuickBooksFaultKind.PeriodClosed, Fault(400, """
        {"Fault":{"Error":[{"Message":"Length exceeds limit","code":"2050"},{"Message":"Account Period Closed","code":"6200"}]}}
        """).Kind);

    // Captured by others from the product, in the XML of the same API.
    [Theory]
    [InlineData("throttle_exceeded_error.xml", 403, "Throttled", ErpReason.ErpFault)]
    [InlineData("too_many_requests_error.xml", 429, "Throttled", ErpReason.ErpFault)]
    [InlineData("generic_error.xml", 400, "Unknown", ErpReason.ErpFault)]
    [InlineData("query_validation_error.xml", 400, "Refused", ErpReason.RefusedByErp)]
    [InlineData("customer_duplicate_error.xml", 400, "Refused", ErpReason.RefusedByErp)]
    [InlineData("fault.xml", 400, "Refused", ErpReason.FieldInvalid)]
    public void That_others_captured_are_classified_alike(string file, int status, string kind, ErpReason reason)
    {
        var xml = XDocument.Load(SharedData.Locate($"erp/quickbooks/{file}"));
        var captured = xml.Descendants().First(each => each.Name.LocalName == "Fault");

        var fault = QuickBooksFault.Of(status, captured.Attribute("type")?.Value, [
            .. captured.Elements().Select(error => new QuickBooksError(
                error.Attribute("code")?.Value, Text(error, "Message"), Text(error, "Detail"))),
        ]);

        Assert.Equal((kind, reason), ($"{fault.Kind}", fault.Reason));
    }

    static string Text(XElement error, string name) =>
        error.Elements().FirstOrDefault(each => each.Name.LocalName == name)?.Value ?? "";

    static QuickBooksFault Fault(int status, string body)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status);
        return QuickBooksReply.Of(new ErpAnswer(status, Encoding.UTF8.GetBytes(body), null, response.Headers)).Fault
            ?? throw new InvalidOperationException("No fault was found.");
    }
}
