using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Restow.Core;
using Restow.Networks.Storage;

namespace Restow.Networks.Tests;

public class SafetensorsTests
{
    private static readonly Gen<StoredTensor> Tensors = Gen.Select(Gen.Int[0, 4].Array[0, 3], Gen.Float).Select((shape, value) =>
    {
        int count = shape.Aggregate(1, (x, y) => x * y);
        return new StoredTensor([.. shape.Select(d => (long)d)], [.. Enumerable.Range(0, count).Select(i => value + i)]);
    });

    [Fact]
    public void Read_WhatWasWritten_IsTheSame() =>
        Gen.Select(Gen.Dictionary(Gen.String[Gen.Char.AlphaNumeric, 1, 8], Tensors)[0, 5], Gen.String).Sample((tensors, remark) =>
        {
            var file = new TensorFile { Tensors = tensors, Metadata = new Dictionary<string, string> { ["remark"] = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(remark)) } };
            TensorFile read = Safetensors.Read(Safetensors.Write(file), "test").Value;
            Assert.Equal(file.Metadata, read.Metadata);
            Assert.Equal(tensors.Keys.Order(), read.Tensors.Keys.Order());
            foreach ((string name, StoredTensor tensor) in tensors)
            {
                Assert.Equal(tensor.Shape, read.Tensors[name].Shape);
                Assert.Equal(tensor.Values, read.Tensors[name].Values);
            }
        });

    [Fact]
    public void Read_FileOfTheReferenceForm_GivesItsTensor()
    {
        byte[] bytes = File("""{"x":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}""", [0, 0, 128, 63, 0, 0, 0, 192]);
        Assert.Equal([1f, -2f], Safetensors.Read(bytes, "test").Value.Tensors["x"].Values);
    }

    [Theory]
    [InlineData("""{"x":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}""")]
    [InlineData("""{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""")]
    [InlineData("""{"x":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""")]
    [InlineData("""{"x":{"dtype":"F32","shape":[4000000000,4000000000],"data_offsets":[0,8]}}""")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"x":{"dtype":"F32","shape":[0],"data_offsets":[8,8]}}""")]
    [InlineData("""{"__metadata__":{"a":1},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"\ud800":1}}""")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""")]
    [InlineData("""{"__metadata__":{"a":"\ud800"},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""")]
    [InlineData("""{"x":[]}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public void Read_HeaderThatLies_IsAFault(string header)
    {
        Result<TensorFile> read = Safetensors.Read(File(header, new byte[8]), "test");
        Assert.False(read.IsSuccess);
        Assert.Equal("test", read.Fault!.Source);
    }

    [Theory]
    [InlineData(0x87)]
    [InlineData(0xFF)]
    public void Read_NameThatIsNotUtf8_IsAFault(byte wrong)
    {
        byte[] bytes = File("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", new byte[8]);
        bytes[10] = wrong;
        Assert.Equal("header", Safetensors.Read(bytes, "test").Fault?.Subject);
    }

    [Fact]
    public void Read_AnyMutationOfAFile_IsAResultAndNeverAnException()
    {
        byte[] good = File("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1,1],"data_offsets":[8,12]}}""", new byte[12]);
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length]).Sample((at, value, length) =>
        {
            byte[] bytes = [.. good];
            bytes[at] = value;
            Result<TensorFile> read = Safetensors.Read(bytes.AsSpan(0, length), "test");
            Assert.True(read.IsSuccess || read.Fault!.Problem.Length > 0);
        });
    }

    [Fact]
    public void ReadFile_Missing_IsAFault() => Assert.False(Safetensors.ReadFile(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"))).IsSuccess);

    [Theory]
    [InlineData(2, 3, "its shape is [1, 2] instead of [2, 3]")]
    [InlineData(1, 2, null)]
    public void WeightReader_Shape_IsChecked(int rows, int columns, string? problem)
    {
        var file = new TensorFile { Tensors = new Dictionary<string, StoredTensor> { ["w"] = new([1, 2], [1, 2]) } };
        var reader = new WeightReader(file);
        reader.Matrix("w", rows, columns);
        Assert.Equal(problem, reader.Fault?.Problem);
    }

    [Fact]
    public void WeightReader_NotFinite_IsAFault()
    {
        var reader = new WeightReader(new TensorFile { Tensors = new Dictionary<string, StoredTensor> { ["w"] = new([1], [float.NaN]) } });
        reader.Vector("w", 1);
        Assert.NotNull(reader.Fault);
    }

    private static byte[] File(string header, byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] result = new byte[8 + text.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(result, text.Length);
        text.CopyTo(result, 8);
        data.CopyTo(result, 8 + text.Length);
        return result;
    }
}
