using System.Text.Json.Nodes;

namespace Ledger.ErpSimulators.Odoo;

/// <summary>Dispatches a call to a method, its arguments by name.</summary>
sealed class OdooMethods(OdooTables tables, OdooLedger ledger)
{
    static readonly Dictionary<string, string[]> ParametersOf = new(StringComparer.Ordinal)
    {
        ["search_read"] = ["domain", "fields", "offset", "limit", "order"],
        ["read"] = ["ids", "fields"],
        ["formatted_read_group"] = ["domain", "groupby", "aggregates", "having", "offset", "limit", "order"],
        ["create"] = ["vals_list"],
        ["write"] = ["ids", "vals"],
        ["unlink"] = ["ids"],
        ["action_post"] = ["ids"],
        ["button_draft"] = ["ids"],
        ["button_cancel"] = ["ids"],
    };

    static readonly string[] Reading = ["search_read", "read", "formatted_read_group"];

    /// <summary>True when a method changes something.</summary>
    public static bool Changes(string method) => !Reading.Contains(method);

    /// <summary>Calls a method; what it returns, as JSON.</summary>
    public string Call(string model, string method, JsonObject arguments)
    {
        _ = tables.All(model);
        if (!ParametersOf.TryGetValue(method, out var parameters) || (Changes(method) && model != "account.move"))
        {
            throw OdooException.NotFound($"The method '{model}.{method}' does not exist");
        }

        Bind(model, method, parameters, arguments);
        var context = arguments["context"] as JsonObject ?? [];
        var ids = (arguments["ids"] as JsonArray ?? []).Select(id => id!.GetValue<long>()).ToList();
        switch (method)
        {
            case "search_read":
                return tables.SearchRead(model, arguments, context).ToJsonString();
            case "read":
                return tables.Read(model, ids, arguments).ToJsonString();
            case "formatted_read_group":
                return tables.ReadGroup(model, arguments, context).ToJsonString();
            case "create":
                return ledger.Create(arguments["vals_list"] as JsonArray ?? [arguments["vals_list"]!.DeepClone()]).ToJsonString();
            case "write":
                ledger.Write(ids, arguments["vals"]!.AsObject());
                return "true";
            case "unlink":
                ledger.Unlink(ids);
                return "true";
            case "action_post":
                ledger.Post(ids);
                return "false";
            case "button_draft":
                ledger.ResetToDraft(ids);
                return "null";
            default:
                ledger.Cancel(ids);
                return "null";
        }
    }

    static void Bind(string model, string method, string[] parameters, JsonObject arguments)
    {
        var takesIds = parameters.Contains("ids", StringComparer.Ordinal);
        if (!takesIds && arguments["ids"] is JsonArray { Count: > 0 })
        {
            throw OdooException.Unprocessable($"cannot call {model}.{method} with ids");
        }

        foreach (var (name, _) in arguments.Where(argument => argument.Key is not ("context" or "ids")))
        {
            if (!parameters.Contains(name, StringComparer.Ordinal))
            {
                throw OdooException.Unprocessable($"got an unexpected keyword argument '{name}'");
            }
        }

        if (method is "create" && arguments["vals_list"] is null)
        {
            throw OdooException.Unprocessable("missing a required argument: 'vals_list'");
        }
    }
}
