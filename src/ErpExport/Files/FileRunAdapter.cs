using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.Files;

/// <summary>
/// Delivers runs as files into a folder. Without acknowledgements a document is posted once its run is complete there; with them, once
/// the reader of the files says so.
/// </summary>
sealed class FileRunAdapter : IErpAdapter
{
    static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(1);

    readonly IRunFormat _format;
    readonly RunFolder _folder;
    readonly AcknowledgementFolder? _acknowledgements;
    readonly RunWriter _writer;
    readonly PartReader _reader;
    readonly RunChanges _changes;

    /// <summary>Makes one; the folder is not touched yet.</summary>
    /// <param name="format">How the files are written.</param>
    /// <param name="context">The target, with <c>folder</c> among its settings.</param>
    public FileRunAdapter(IRunFormat format, AdapterContext context)
    {
        var settings = context.Target.Settings;
        (_format, _folder) = (format, new RunFolder(settings[FileSettings.Folder]));
        _acknowledgements = settings.Find(FileSettings.Acknowledgements) is { } path ? new AcknowledgementFolder(path, context.Time) : null;
        Capabilities = FileSettings.Capabilities(settings) with { HomeAmounts = format.TakesHomeAmounts };
        _writer = new RunWriter(format, _folder);
        _reader = new PartReader(format, _folder);
        _changes = new RunChanges(_folder, _reader, _acknowledgements, context.Time);
    }

    /// <inheritdoc/>
    public ErpCapabilities Capabilities { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ErpRefusal> Validate(PostingDocument document) =>
        [.. DocumentChecks.Of(document, Capabilities), .. _format.Validate(document)];

    /// <inheritdoc/>
    public Task<PeriodStatus> GetPeriodAsync(string company, DateOnly date, CancellationToken ct) =>
        Task.FromResult<PeriodStatus>(PeriodStatus.Open.Instance);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SubmitResult>> SubmitAsync(SubmitBatch batch, CancellationToken ct)
    {
        var answers = new SubmitResult[batch.Documents.Count];
        var good = new List<int>();
        var references = batch.Documents.CountBy(submission => submission.Document.Reference).ToDictionary();
        for (var n = 0; n < answers.Length; n++)
        {
            var document = batch.Documents[n].Document;
            if (references[document.Reference] > 1)
            {
                answers[n] = new SubmitResult.Rejected(new(ErpReason.Duplicate, $"{document.Reference} was handed in more than once."));
            }
            else if (Validate(document) is [var first, ..])
            {
                answers[n] = new SubmitResult.Rejected(first);
            }
            else
            {
                good.Add(n);
            }
        }

        foreach (var run in good.GroupBy(n => RunName.Of(batch.Documents[n])))
        {
            foreach (var (n, answer) in run.Zip(Deliver(run.Key, batch, [.. run.Select(n => batch.Documents[n].Document)], ct)))
            {
                answers[n] = answer;
            }
        }

        return Task.FromResult<IReadOnlyList<SubmitResult>>(answers);
    }

    /// <inheritdoc/>
    public Task<SubmitResult> ResumeAsync(PostingDocument document, SubmissionHandle handle, CancellationToken ct)
    {
        try
        {
            return Task.FromResult(
                RunName.TryParse(handle.Text, out var name) && _folder.ReadManifest(name) is { } manifest
                    ? Stand(name, manifest, document)
                    : new SubmitResult.Unknown(ErpReason.AnswerUnreadable, $"There is no complete run '{handle.Text}' in the folder."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Task.FromResult(Broken(e));
        }
    }

    /// <inheritdoc/>
    public Task<FindResult> FindAsync(PostingDocument document, CancellationToken ct) => Task.FromResult(Readable(() => Find(document)));

    /// <inheritdoc/>
    public IAsyncEnumerable<ErpChangePage> ReadChangesAsync(DateTimeOffset? since, CancellationToken ct) =>
        Paged(since, ct);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ErpBalance>?> ReadBalancesAsync(
        string company, IReadOnlyCollection<string> accounts, DateOnly? through, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<ErpBalance>?>(Readable(() => _changes.Balances(company, accounts, through, ct)));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    List<SubmitResult> Deliver(RunName name, SubmitBatch batch, List<PostingDocument> documents, CancellationToken ct)
    {
        try
        {
            var plan = new RunPlan(name, _format, batch, documents, Capabilities.MaxLinesPerDocument);
            var (manifest, refusal) = _writer.Write(name, plan, ct);
            return manifest is null
                ? documents.ConvertAll(SubmitResult (_) => new SubmitResult.Rejected(refusal!))
                : documents.ConvertAll(document => Stand(name, manifest, document));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return documents.ConvertAll(_ => Broken(e));
        }
    }

    /// <summary>How a document of a complete run stands.</summary>
    SubmitResult Stand(RunName name, RunManifest manifest, PostingDocument document)
    {
        var reference = document.Reference.Value;
        if (manifest.PartOf(reference) is not { } part)
        {
            return new SubmitResult.Unknown(ErpReason.AnswerUnreadable, $"{name.Manifest} does not name {reference}.");
        }

        if (_acknowledgements is null)
        {
            return new SubmitResult.Posted($"{part.Name}#{reference}", part.Name, document.Date);
        }

        var said = _acknowledgements.Read(name, manifest);
        var evidence = new ErpAnswerEvidence(0, said.Sha256);
        return said.Documents.GetValueOrDefault(reference) switch
        {
            null => new SubmitResult.Accepted(new SubmissionHandle(name.Stem), AskAgain),
            { IsPosted: true } posted =>
                new SubmitResult.Posted($"{part.Name}#{reference}", posted.Number, null) { Evidence = evidence },
            var rejected => new SubmitResult.Rejected(new(ErpReason.RefusedByErp, rejected.Message)) { Evidence = evidence },
        };
    }

    FindResult Find(PostingDocument document)
    {
        var reference = document.Reference.Value;
        var names = new List<RunName> { RunName.OfRun(reference) };
        foreach (var file in _folder.Names(RunName.LaterPattern(reference)))
        {
            if (RunName.TryParseManifest(file, out var later))
            {
                names.Add(later);
            }
        }

        var found = new List<ErpDocument>();
        SubmissionHandle? job = null;
        foreach (var name in names)
        {
            if (_folder.ReadManifest(name) is not { } manifest || manifest.PartOf(reference) is not { } part)
            {
                continue;
            }

            var stand = Stand(name, manifest, document);
            job = stand is SubmitResult.Accepted accepted ? accepted.Job : job;
            if (stand is SubmitResult.Posted posted)
            {
                found.AddRange(_reader.Find(part, reference).Select(filed => filed with { Number = posted.Number }));
            }
        }

        return found switch
        {
            [] when job is { } open => new FindResult.InWork(open),
            [] => FindResult.NotFound.Instance,
            [var one] => new FindResult.Posted(one),
            _ => new FindResult.Multiple(found),
        };
    }

    async IAsyncEnumerable<ErpChangePage> Paged(
        DateTimeOffset? since, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        using var pages = Readable(() => _changes.Since(since).GetEnumerator());
        while (Readable(pages.MoveNext))
        {
            ct.ThrowIfCancellationRequested();
            yield return pages.Current;
        }
    }

    static T Readable<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ErpAwayException(ErpReason.AccessRefused, e.Message, innerException: e);
        }
        catch (IOException e) when (e is not ErpAwayException)
        {
            throw new ErpAwayException(ErpReason.ErpFault, e.Message, innerException: e);
        }
    }

    // A disk that is full or gone: what is without a manifest does not count, and is written anew.
    static SubmitResult Broken(Exception e) => e switch
    {
        ErpAwayException away => new SubmitResult.Unknown(away.Reason, away.Message),
        UnauthorizedAccessException => new SubmitResult.Held(new(ErpReason.AccessRefused, e.Message)),
        _ => new SubmitResult.Unknown(ErpReason.ErpFault, e.Message),
    };
}
