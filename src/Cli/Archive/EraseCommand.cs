using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.Evidence.Keeping;

namespace Ledger.Cli.Archive;

/// <summary><c>ledger archive erase</c>: destroys what was sent about one customer.</summary>
static class EraseCommand
{
    const int ListedMax = 20;

    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var subject = new SubjectOptions(required: true);
        var shared = new Option<bool>("--shared") { Description = "Removes the bodies, too, that name other customers besides." };
        var plan = new Option<bool>("--plan") { Description = "Says what would be done, and does nothing." };
        var (actor, reason) = (ArchiveOptions.Actor(), ArchiveOptions.Reason(required: true));
        return subject.AddTo(new Command("erase", "Destroys the bodies that name one customer; hashes and chain stay as they are.")
        {
            shared, plan, actor, reason,
        }).Runs(async (context, ct) =>
        {
            var (by, why) = (ArchiveOptions.ActorOf(context, actor), ArchiveOptions.ReasonOf(context, reason)!);
            await using var books = new ArchiveBooks(context);
            var erasure = new Erasure(books.Source, ArchiveBooks.Schema, context.Time);
            var done = new List<PrintedErasure>();
            foreach (var customer in await subject.ReadAsync(context, erasure, ct))
            {
                var found = await erasure.PlanAsync(customer, ct);
                Refuse(found, context.Get(shared));
                var act = context.Get(plan) ? null : (await erasure.RunAsync(customer, context.Get(shared), why, by, ct)).ActId;
                done.Add(new PrintedErasure(
                    customer.Account, customer.Sha256, found.Keys, found.Bodies, found.Shared, context.Get(shared) && act is not null,
                    act));
            }

            return Print(context.Output, done, context.Get(plan));
        });
    }

    static void Refuse(ErasurePlan found, bool shared)
    {
        if (found.Unsealed > 0)
        {
            throw CliError.No(
                "BODIES_UNSEALED", $"{found.Unsealed:N0} bodies of {found.Subject.Provider} lie unsealed: whom they name is not known.",
                "First 'ledger archive keys encrypt'; nothing was erased of this account.");
        }

        var holds = shared ? found.Holds.Union(found.SharedHolds).Order().ToList() : [.. found.Holds];
        if (holds.Count > 0)
        {
            throw CliError.No(
                "UNDER_LEGAL_HOLD",
                $"Legal hold {string.Join(", ", holds)} keeps deliveries of this customer; nothing was erased of this account.",
                "'ledger archive hold list' says why; erase when it is released.");
        }
    }

    static int Print(Output output, List<PrintedErasure> done, bool plan)
    {
        var known = done.Where(each => each.Keys > 0 || each.Shared.Count > 0).ToList();
        if (known.Count == 0)
        {
            throw CliError.No(
                "SUBJECT_NOT_FOUND", "No body that lies in the archive names this customer.",
                "Check id, provider and account; one that was erased before names nobody any more.");
        }

        if (output.IsJson)
        {
            output.Json(known, ArchiveJson.Default.IReadOnlyListPrintedErasure);
        }

        foreach (var each in known)
        {
            output.Line(
                $"Account {each.Account}: {each.Bodies:N0} bodies name this customer alone"
                + (each.ActId is { } act ? $"; erased by act {act}, {each.Keys} keys destroyed." : "."));
            if (each.Shared.Count > 0)
            {
                output.Line(
                    $"{each.Shared.Count:N0} name others, too, and {(each.SharedRemoved ? "are removed" : "are left without --shared")}: "
                    + string.Join(", ", each.Shared.Take(ListedMax)) + (each.Shared.Count > ListedMax ? ", …" : ""));
            }
        }

        output.Line(
            plan ? "Nothing was done: --plan." : "Rows, hashes and chain are as before. Backups keep the keys until they are gone.");
        return plan || known.All(each => each.ActId is not null || each.Keys == 0) ? ExitCode.Ok : ExitCode.No;
    }
}
