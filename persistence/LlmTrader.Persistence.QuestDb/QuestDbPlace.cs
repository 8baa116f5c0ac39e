using LlmTrader.Persistence.Projection;

namespace LlmTrader.Persistence.QuestDb;

/// <summary>Reads how far a projection into QuestDB came, from its checkpoint file and without asking the server.</summary>
public static class QuestDbPlace
{
    /// <summary>Its place; the start when there is no checkpoint.</summary>
    /// <exception cref="Journal.JournalFormatException">The checkpoint is damaged, or of another journal.</exception>
    public static ProjectionPlace Read(QuestDbOptions options, string journalId)
    {
        ArgumentNullException.ThrowIfNull(options);
        return QuestDbCheckpoint.Read(options.CheckpointPath, journalId)?.Place ?? ProjectionPlace.Start;
    }

    /// <summary>Forgets it, so that the projection starts over: before its rows are removed, so that a crash in between costs nothing but time.</summary>
    public static void Forget(QuestDbOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (File.Exists(options.CheckpointPath)) { File.Delete(options.CheckpointPath); }
    }
}
