using System.Text.Json.Nodes;

namespace Ledger.ErpSimulators.Odoo;

/// <summary>A Python exception of Odoo's, as JSON-2 answers it: a status, its full name and its text.</summary>
public sealed class OdooException : Exception
{
    readonly bool _tellsStatus;

    OdooException(int status, string name, string message, bool tellsStatus = false)
        : base(message)
    {
        (Status, Name, _tellsStatus) = (status, name, tellsStatus);
    }

    /// <summary>HTTP status.</summary>
    public int Status { get; }

    /// <summary>Full name of the Python exception.</summary>
    public string Name { get; }

    /// <summary>A rule of the business is broken.</summary>
    public static OdooException UserError(string message) => new(422, "odoo.exceptions.UserError", message);

    /// <summary>A constraint is broken.</summary>
    public static OdooException ValidationError(string message) => new(422, "odoo.exceptions.ValidationError", message);

    /// <summary>A record is not there.</summary>
    public static OdooException Missing(string model, long id) => new(
        404, "odoo.exceptions.MissingError", $"Record does not exist or has been deleted.\n(Record: {model}({id},), User: 2)");

    /// <summary>The key is none, or ended.</summary>
    public static OdooException Unauthorized() => new(401, "werkzeug.exceptions.Unauthorized", "Invalid apikey", tellsStatus: true);

    /// <summary>The address names nothing.</summary>
    public static OdooException NotFound(string message) => new(404, "werkzeug.exceptions.NotFound", message, tellsStatus: true);

    /// <summary>The arguments do not fit the method.</summary>
    public static OdooException Unprocessable(string message) => new(
        422, "werkzeug.exceptions.UnprocessableEntity", message, tellsStatus: true);

    /// <summary>The body is no JSON object.</summary>
    public static OdooException BadRequest(string message) => new(400, "werkzeug.exceptions.BadRequest", message, tellsStatus: true);

    /// <summary>Python stumbled over what it was given: a server error.</summary>
    public static OdooException ValueError(string message) => new(500, "builtins.ValueError", message);

    /// <summary>The body of the answer.</summary>
    public string ToJson()
    {
        var arguments = new JsonArray(JsonValue.Create(Message));
        if (_tellsStatus)
        {
            arguments.Add(JsonValue.Create(Status));
        }

        return new JsonObject
        {
            ["name"] = Name,
            ["message"] = Message,
            ["arguments"] = arguments,
            ["context"] = new JsonObject(),
            ["debug"] = $"Traceback (most recent call last):\n  ...\n{Name}: {Message}\n",
        }.ToJsonString();
    }
}
