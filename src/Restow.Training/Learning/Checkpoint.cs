using System.Globalization;
using Restow.Core;
using Restow.Networks.Storage;
using Restow.Training.Torch;

namespace Restow.Training.Learning;

/// <summary>A run's state in one file: weights, the optimiser's moments, the step. Random draws depend on seed and step, so there is no other state.</summary>
internal static class Checkpoint
{
    public static void Save(string path, ParameterSet model, AdamW optimiser, int step, double seconds)
    {
        Dictionary<string, StoredTensor> tensors = model.Tensors();
        optimiser.Save(tensors);
        var metadata = new Dictionary<string, string> { ["step"] = $"{step}", ["optimiser_steps"] = $"{optimiser.Steps}", ["seconds"] = seconds.ToString("R", CultureInfo.InvariantCulture) };
        string temporary = path + ".part";
        File.WriteAllBytes(temporary, Safetensors.Write(new TensorFile { Tensors = tensors, Metadata = metadata }));
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Steps done and seconds spent, once model and optimiser are as they were.</summary>
    public static Result<(int Step, double Seconds)> Load(string path, ParameterSet model, AdamW optimiser)
    {
        if (!Safetensors.ReadFile(path).TryGet(out TensorFile? file, out Fault? fault))
            return fault;
        Fault Bad(string problem) => new(path, "", problem, "remove it, or resume with the options that it was made with");
        if (model.Load(file) is { } misfit)
            return misfit;
        if (model.Parameters.Keys.Any(p => !file.Tensors.ContainsKey($"{p}#first") || !file.Tensors.ContainsKey($"{p}#second")))
            return Bad("it lacks the optimiser's state");
        if (!int.TryParse(file.Metadata.GetValueOrDefault("step"), out int step) || !int.TryParse(file.Metadata.GetValueOrDefault("optimiser_steps"), out int steps)
            || !double.TryParse(file.Metadata.GetValueOrDefault("seconds"), CultureInfo.InvariantCulture, out double seconds))
            return Bad("it lacks the step");
        optimiser.Load(file, steps);
        return (step, seconds);
    }
}
