using System.Text.Json.Nodes;

namespace Ledger.ErpSimulators.QuickBooks;

/// <summary>A refusal, with the words of the documents.</summary>
sealed class QuickBooksFaultException(int status, string type, string code, string message, string detail, string element = "")
    : Exception(message)
{
    public int Status => status;

    /// <summary>The company's own refusal: HTTP 400 in the form of the error page.</summary>
    public static QuickBooksFaultException Validation(string code, string message, string detail, string element = "") =>
        new(400, "ValidationFault", code, message, detail, element);

    /// <summary>Error 6000, which has its reason in the detail only.</summary>
    public static QuickBooksFaultException Business(string reason) => Validation(
        "6000", "A business validation error has occurred while processing your request", $"Business Validation Error: {reason}");

    /// <summary>A parameter that is not there.</summary>
    public static QuickBooksFaultException Missing(string parameter) => Validation(
        "2020", "Required param missing, need to supply the required value for the API",
        $"Required parameter {parameter} is missing in the request", parameter);

    /// <summary>A text that is too long.</summary>
    public static QuickBooksFaultException TooLong(string element, int max) => Validation(
        "2050", "Length exceeds limit", $"Length of the field exceeds {max} chars", element);

    /// <summary>The gateway's refusal: another form, its names in lower case.</summary>
    public static QuickBooksFaultException Gateway(int status, string type, string code, string name, string detail) =>
        new(status, type, code, $"message={name}; errorCode=00{code}; statusCode={status}", detail);

    /// <summary>The answer's body.</summary>
    public JsonObject ToJson(DateTimeOffset now) => type is "AUTHENTICATION" or "SERVICE" ? GatewayForm(now) : new JsonObject
    {
        ["Fault"] = new JsonObject
        {
            ["Error"] = new JsonArray(new JsonObject
            {
                ["Message"] = Message,
                ["Detail"] = detail,
                ["code"] = code,
                ["element"] = element,
            }),
            ["type"] = type,
        },
        ["time"] = QuickBooksJson.Moment(now),
    };

    JsonObject GatewayForm(DateTimeOffset now) => new()
    {
        ["warnings"] = null,
        ["intuitObject"] = null,
        ["fault"] = new JsonObject
        {
            ["error"] = new JsonArray(new JsonObject
            {
                ["message"] = Message,
                ["detail"] = detail,
                ["code"] = code,
                ["element"] = null,
            }),
            ["type"] = type,
        },
        ["report"] = null,
        ["queryResponse"] = null,
        ["batchItemResponse"] = new JsonArray(),
        ["requestId"] = null,
        ["time"] = now.ToUnixTimeMilliseconds(),
        ["status"] = null,
        ["cdcresponse"] = new JsonArray(),
    };
}
